"""What stands on a printed page: words of our own, in three languages, chosen by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")

_WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Heading:
    """Bold, half as large again."""

    words: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, broken into lines where it is printed."""

    words: str


@dataclass(frozen=True)
class Row:
    """A line of a form: what is asked for, and what was filled in."""

    label: str
    value: str


Block = Heading | Paragraph | Row


@dataclass(frozen=True)
class Text:
    """The blocks of one page, from top to bottom."""

    language: Language
    blocks: tuple[Block, ...]

    @property
    def words(self) -> str:
        """All of it in reading order."""
        return "\n".join(
            f"{block.label} {block.value}" if isinstance(block, Row) else block.words
            for block in self.blocks
        )


_LABELS: dict[Language, tuple[str, ...]] = {
    "fi": (
        "Sukunimi ja etunimet",
        "Lähiosoite",
        "Postinumero ja postitoimipaikka",
        "Puhelinnumero",
        "Asiakasnumero",
        "Vuokran määrä kuukaudessa",
        "Bruttopalkka ja lomaraha",
        "Eläkkeen alkamispäivä",
        "Tilinumero",
        "Huoneiston pinta-ala neliöinä",
        "Päiväys ja viitenumero",
    ),
    "sv": (
        "Efternamn och förnamn",
        "Näradress",
        "Postnummer och postanstalt",
        "Telefonnummer",
        "Kundnummer",
        "Hyra per månad",
        "Bruttolön och semesterpenning",
        "Pensionens begynnelsedag",
        "Kontonummer",
        "Lägenhetens yta i kvadratmeter",
        "Datum och referensnummer",
    ),
    "en": (
        "Family name and given names",
        "Street address",
        "Postal code and town",
        "Telephone number",
        "Customer number",
        "Rent for a month",
        "Gross wages and holiday pay",
        "First day of the pension",
        "Account number",
        "Floor area in square metres",
        "Date and reference number",
    ),
}
_TITLES: dict[Language, tuple[str, ...]] = {
    "fi": ("Hakemus asumisen tukeen", "Ilmoitus muutoksesta", "Päätös ja sen perustelut"),
    "sv": ("Ansökan om stöd för boende", "Anmälan om ändring", "Beslut och motivering"),
    "en": ("Application for housing support", "Notice of a change", "Decision and its grounds"),
}
# English readers know no letters with dots.
_SURNAMES: dict[Language, tuple[str, ...]] = {
    "fi": ("Mäkeläinen", "Väyrynen", "Hämäläinen", "Lehtonen", "Ylönen"),
    "sv": ("Öhman", "Lindström", "Åkerblom", "Palmgren", "Sjöblom"),
    "en": ("Palmer", "Whitfield", "Harrison", "Nyman", "Thornton"),
}
_NAMES: dict[Language, tuple[str, ...]] = {
    "fi": ("Aino Helmi", "Päivi Maria", "Yrjö Olavi", "Matti Juhani"),
    "sv": ("Göran Erik", "Åsa Birgitta", "Märta Elisabet", "Sven Olof"),
    "en": ("Mary Elizabeth", "Henry James", "Susan Margaret", "Peter Andrew"),
}
_STREETS: dict[Language, tuple[str, ...]] = {
    "fi": ("Sörnäisten rantatie", "Myllypurontie", "Hämeentie", "Mäkelänkatu"),
    "sv": ("Storgatan", "Köpmansgatan", "Södra Esplanaden", "Kyrkvägen"),
    "en": ("Harbour Street", "Church Road", "Mill Lane", "Garden Terrace"),
}
_TOWNS: dict[Language, tuple[str, ...]] = {
    "fi": ("Jyväskylä", "Helsinki", "Hyvinkää", "Ylöjärvi"),
    "sv": ("Kristinestad", "Mariehamn", "Helsingfors", "Nykarleby"),
    "en": ("Helsinki", "Oxford", "Bristol", "Newcastle"),
}
_EURO: dict[Language, str] = {"fi": "euroa", "sv": "euro", "en": "euros"}


@cache
def _paragraphs(language: Language) -> tuple[str, ...]:
    return tuple((_WORDS / f"{language}.txt").read_text(encoding="utf-8").strip().split("\n\n"))


def running(language: Language, seed: int, characters: int = 2200) -> Text:
    """A heading and paragraphs, of about so many characters."""
    dice = random.Random(f"{language}-{seed}")
    order = list(_paragraphs(language))
    dice.shuffle(order)
    blocks: list[Block] = [Heading(dice.choice(_TITLES[language]))]
    left = characters
    for words in order * (1 + characters // sum(map(len, order))):
        if left < 80:
            break
        blocks.append(Paragraph(words))
        left -= len(words)
    return Text(language, tuple(blocks))


def form(language: Language, seed: int, characters: int = 2200) -> Text:
    """A heading, filled-in rows, and paragraphs of small print up to so many characters."""
    dice = random.Random(f"form-{language}-{seed}")
    surname, names = dice.choice(_SURNAMES[language]), dice.choice(_NAMES[language])
    street, town = dice.choice(_STREETS[language]), dice.choice(_TOWNS[language])
    euro = _EURO[language]

    def digits(count: int) -> str:
        return "".join(dice.choice("0123456789") for _ in range(count))

    values = (
        f"{surname} {names}",
        f"{street} {dice.randrange(2, 98)}",
        f"{digits(5)} {town}",
        f"040 {digits(3)} {digits(4)}",
        f"{digits(4)}-{digits(4)}",
        f"{dice.randrange(480, 1290)},{digits(2)} {euro}",
        f"{dice.randrange(1800, 3900)},{digits(2)} {euro}",
        f"{dice.randrange(1, 29)}.{dice.randrange(1, 13)}.20{dice.randrange(10, 26)}",
        f"FI{digits(2)} {digits(4)} {digits(4)} {digits(4)} {digits(2)}",
        f"{dice.randrange(19, 140)},5",
        f"{dice.randrange(1, 29)}.{dice.randrange(1, 13)}.2026 {digits(5)} {digits(5)}",
    )
    rows = [Row(label, value) for label, value in zip(_LABELS[language], values, strict=True)]
    used = sum(len(row.label) + len(row.value) for row in rows)
    print_left = running(language, seed, max(0, characters - used)).blocks
    return Text(language, (print_left[0], *rows, *print_left[1:]))


def receipt(language: Language, seed: int, rows: int = 18) -> Text:
    """Short rows of a thing and its price."""
    dice = random.Random(f"receipt-{language}-{seed}")
    things = sorted({word for words in _paragraphs(language) for word in words.split()})
    plain = [word for word in things if word.isalpha() and 4 < len(word) < 13]
    listed = [
        Row(dice.choice(plain), f"{dice.randrange(1, 60)},{dice.randrange(10, 99)}")
        for _ in range(rows)
    ]
    return Text(language, (Heading(dice.choice(_SURNAMES[language])), *listed))
