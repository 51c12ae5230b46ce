"""A filled-in form of the city, drawn as an A4 page.

The form, the person and the numbers are invented. The text is the paper's own, in Finnish as
such a paper is, and therefore stands here and not in the locale files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge_client.devices.frame import Picture
from edge_client.devices.opencv import cv2

A4_MM: Final = (210.0, 297.0)
MM_PER_POINT: Final = 25.4 / 72

_INK: Final = (38, 34, 32)
_GREY: Final = (120, 116, 112)
_CITY: Final = (122, 62, 0)  # blue, green, red
_PEN: Final = (140, 48, 24)
_FIELD: Final = (250, 245, 238)
_FIELD_HEIGHT: Final = 10.5


@dataclass(frozen=True)
class Field:
    """A box with its label above and what was written into it; places and sizes in mm."""

    left: float
    top: float
    width: float
    label: str
    value: str
    required: bool = True


_FIELDS: Final = (
    Field(20, 76, 82, "Sukunimi", "Lehtimäki"),
    Field(108, 76, 82, "Etunimet", "Päivi Ilona"),
    Field(20, 92, 112, "Lähiosoite", "Yrjönkatu 44 B 17"),
    Field(138, 92, 52, "Postinumero ja -toimipaikka", "28100 Pori"),
    Field(20, 108, 56, "Puhelinnumero", "044 000 1234"),
    Field(82, 108, 108, "Sähköpostiosoite", "paivi.lehtimaki@posti.example"),
    Field(20, 139, 52, "Rekisteritunnus", "ÄÖX-417"),
    Field(78, 139, 60, "Merkki ja malli", "Toyota Yaris"),
    Field(144, 139, 46, "Vyöhyke", "C – Keskusta"),
    Field(20, 155, 52, "Alkamispäivä", "1.12.2026"),
    Field(78, 155, 112, "Ajoneuvon haltija, jos muu kuin hakija", "", required=False),
)

_BOXES: Final = (
    (20.0, 178.0, True, "Olen merkitty väestötietojärjestelmään yllä olevaan osoitteeseen."),
    (20.0, 185.0, True, "Haen tunnusta 12 kuukaudeksi (150 €)."),
    (20.0, 192.0, False, "Haen tunnusta 6 kuukaudeksi (80 €)."),
    (20.0, 199.0, False, "Haen tunnusta yrityksen käyttöön; kaupparekisteriote liitteenä."),
)

_SMALL_PRINT: Final = (
    "Tunnus oikeuttaa pysäköimään asukaspysäköintiin merkityillä paikoilla vyöhykkeellä, jolle se on",
    "myönnetty. Se ei takaa vapaata paikkaa eikä vapauta tilapäisistä pysäköintikielloista, kuten katujen",
    "puhdistuksesta tai lumitöistä. Hakijan on ilmoitettava muutoksista 14 päivän kuluessa. Väärin annetut",
    "tiedot voivat johtaa tunnuksen perumiseen. Henkilötietoja käsitellään tietosuojaselosteen mukaisesti.",
)


class Page:
    """An A4 page that is drawn on in millimetres and points."""

    def __init__(self, dots_per_mm: float) -> None:
        self._scale = dots_per_mm
        width, height = (round(side * dots_per_mm) for side in A4_MM)
        self.picture: Picture = np.full((height, width, 3), 252, np.uint8)

    def text(
        self,
        left: float,
        baseline: float,
        line: str,
        points: float,
        *,
        weight: int = 400,
        colour: tuple[int, int, int] = _INK,
        font: str = "sans",
    ) -> float:
        """Write a line with its baseline at `baseline` mm; returns where it ends, in mm."""
        # OpenCV's size is the height of a capital letter with its accent, near the em.
        size = max(6, round(points * MM_PER_POINT * self._scale))
        at = (round(left * self._scale), round(baseline * self._scale))
        end, _ = cv2.putText(self.picture, line, at, colour, cv2.FontFace(font), size, weight)
        return float(end[0] / self._scale)

    def box(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        colour: tuple[int, int, int],
        line_mm: float | None = None,
    ) -> None:
        """A rectangle, filled when `line_mm` is None."""
        corner = (round(left * self._scale), round(top * self._scale))
        other = (round((left + width) * self._scale), round((top + height) * self._scale))
        thick = cv2.FILLED if line_mm is None else max(1, round(line_mm * self._scale))
        cv2.rectangle(self.picture, corner, other, colour, thick)

    def stroke(self, points_mm: list[tuple[float, float]], width_mm: float) -> None:
        """A line of a pen through points."""
        scaled = np.array([[x * self._scale, y * self._scale] for x, y in points_mm], np.int32)
        thick = max(1, round(width_mm * self._scale))
        cv2.polylines(self.picture, [scaled], False, _PEN, thick, cv2.LINE_AA)


def draw_form(dots_per_mm: float) -> Picture:
    """The whole page as BGR at a resolution of `dots_per_mm`."""
    page = Page(dots_per_mm)
    _heading(page)
    page.text(20, 68, "1  Hakijan tiedot", 12, weight=650, colour=_CITY)
    page.text(20, 131, "2  Ajoneuvo ja tunnus", 12, weight=650, colour=_CITY)
    for entry in _FIELDS:
        _field(page, entry)
    for left, top, ticked, line in _BOXES:
        _tick_box(page, left, top, ticked, line)
    for number, line in enumerate(_SMALL_PRINT):
        page.text(20, 213 + number * 4.1, line, 8, colour=_GREY)
    _signature(page)
    _footer(page)
    return page.picture


def _heading(page: Page) -> None:
    page.box(20, 14, 9, 11, _CITY)
    page.text(21.6, 22.6, "P", 20, weight=800, colour=(255, 255, 255))
    page.text(32, 19.5, "PORIN KAUPUNKI", 12, weight=700, colour=_CITY)
    page.text(32, 24.6, "Tekninen toimiala, pysäköinninvalvonta", 9, colour=_GREY)
    page.text(150, 19.5, "Lomake PYS 12", 9, colour=_GREY)
    page.text(150, 24.6, "Dnro 4471/2026", 9, colour=_GREY)
    page.box(20, 30, 170, 0.5, _CITY)
    page.text(20, 43, "Hakemus: asukaspysäköintitunnus", 20, weight=700)
    page.text(20, 51, "Täytä lomake tekstaten. Tähdellä (*) merkityt tiedot ovat pakollisia.", 10)
    page.text(20, 56.4, "Hakemuksen käsittely kestää enintään viisi arkipäivää.", 10)


def _field(page: Page, entry: Field) -> None:
    page.text(
        entry.left, entry.top - 1.4, entry.label + (" *" if entry.required else ""), 8, colour=_GREY
    )
    page.box(entry.left, entry.top, entry.width, _FIELD_HEIGHT, _FIELD)
    page.box(entry.left, entry.top, entry.width, _FIELD_HEIGHT, _GREY, 0.25)
    page.text(
        entry.left + 2.5, entry.top + 7.2, entry.value, 12, colour=_PEN, font="italic", weight=450
    )


def _tick_box(page: Page, left: float, top: float, ticked: bool, line: str) -> None:
    page.box(left, top - 3.4, 4, 4, _GREY, 0.3)
    if ticked:
        page.stroke([(left + 0.5, top - 2), (left + 1.7, top), (left + 4.4, top - 4.6)], 0.6)
    page.text(left + 6.5, top, line, 10)


def _signature(page: Page) -> None:
    page.text(20, 238, "3  Allekirjoitus", 12, weight=650, colour=_CITY)
    for left, label in (
        (20.0, "Paikka ja aika"),
        (108.0, "Hakijan allekirjoitus ja nimenselvennys"),
    ):
        page.box(left, 256, 82, 0.25, _INK)
        page.text(left, 260, label, 8, colour=_GREY)
    page.text(22, 254, "Pori 22.11.2026", 12, colour=_PEN, font="italic")


def _footer(page: Page) -> None:
    page.box(20, 272, 170, 0.3, _GREY)
    page.text(20, 277, "Palvelupiste Porina, Yrjönkatu 6, 28100 Pori", 8, colour=_GREY)
    page.text(20, 281.5, "Lomake on esimerkki: henkilö ja tiedot ovat keksittyjä.", 8, colour=_GREY)
    page.text(178, 277, "1 (1)", 8, colour=_GREY)
