"""An expert and a clerk whose browser is Firefox: what they do and see, as `tests.support.players`
has it for Chromium."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tests.support.browser import Picture
from tests.support.firefox import FirefoxError, FirefoxPage
from tests.support.media import amplitude_of, marker_in
from tests.support.papers.reading import ocr
from tests.support.players import AINO, VERO
from tests.support.waiting import eventually

LOUD = 0.03
"""Amplitude of a tone that is heard."""


@dataclass
class FirefoxStaff:
    """Whoever sits before it."""

    page: FirefoxPage

    async def sees(self, selector: str, marker: int) -> None:
        """The marker that this picture holds, and that something moves beside it."""
        seen: list[Picture] = []

        async def moves() -> bool:
            shown = await self.shown(selector)
            found = marker_in(shown)
            assert found == marker, f"marker {found}"
            seen.append(shown)
            return differ(seen[0], shown)

        await eventually(moves, timeout_s=40, what=f"{selector} shows {marker}, moving")

    async def sees_person(self, selector: str, marker: int) -> None:
        """As `sees`, but of the decoded picture: somebody may be shown too small for a marker."""
        seen: list[Picture] = []

        async def moves() -> bool:
            shown = await self.page.picture(selector)
            assert shown is not None, "no picture"
            found = marker_in(shown)
            assert found == marker, f"marker {found} in {shown.shape}"
            seen.append(shown)
            return differ(seen[0], shown)

        await eventually(moves, timeout_s=40, what=f"{selector} shows {marker}, moving")

    async def reads(self, selector: str, words: str) -> None:
        """These words can be read in this picture."""

        async def readable() -> bool:
            read = ocr(await self.shown(selector), "fi", 2.5)
            assert words in read, read[:200]
            return True

        await eventually(readable, timeout_s=60, what=f"{words} can be read in Firefox")

    async def hears(self, hertz: float) -> None:
        """That tone, in what the page plays."""

        async def heard() -> bool:
            loud = amplitude_of(await self.page.sound(), hertz)
            assert loud > LOUD, f"{hertz} Hz at {loud:.3f}"
            return True

        await eventually(heard, timeout_s=20, what=f"Firefox plays {hertz} Hz")

    async def count(self, selector: str) -> int:
        """How many of them are on the page."""
        found = await self.page.evaluate(f"document.querySelectorAll({selector!r}).length")
        return int(found)

    async def shown(self, selector: str) -> Picture:
        """How an element looks on the screen, BGR. Raises AssertionError without one."""
        try:
            return await self.page.seen(selector)
        except FirefoxError as error:
            raise AssertionError(str(error)) from error


@dataclass
class FirefoxExpert(FirefoxStaff):
    """An expert at the expert's page."""

    async def sign_in(self, name: str = AINO) -> None:
        await self.page.press(name)

    async def become_available(self) -> None:
        await self.page.press("Olen tavoitettavissa")
        await self.is_available()

    async def is_available(self) -> None:
        await self.page.shows("Tavoitettavissa")

    async def rings(self, service: str = VERO) -> None:
        await self.page.shows("Vastaa")
        await self.page.shows(service)

    async def accept(self) -> None:
        await self.page.press("Vastaa")

    async def hang_up(self) -> None:
        await self.page.press("Lopeta keskustelu")


@dataclass
class FirefoxClerk(FirefoxStaff):
    """A clerk elsewhere, at the clerk's console."""

    async def sign_in(self, name: str = "Päivi Koskinen") -> None:
        await self.page.press(name)

    async def take(self, terminal: str) -> None:
        """As one who is not beside the resident."""
        await self.page.shows(terminal)
        await self.page.choose("Etänä")
        await self.page.press("Ota vastuulle")
        await self.page.press("Avaa yhteys asiakkaaseen")

    async def finds(self, words: str, service: str) -> None:
        """Search the directory as people call things; `service` is what is found first."""
        await self.page.touch("input[placeholder='Hae palvelua']")
        await self.page.type(words)
        await self.page.shows(service)

    async def summon(self, service: str = VERO, language: str = "suomi") -> None:
        await self.page.press(f"Kutsu {service}, {language}")


def differ(one: Picture, other: Picture) -> bool:
    """Whether something has moved between two pictures of one place."""
    if one.shape != other.shape:
        other = np.asarray(cv2.resize(other, (one.shape[1], one.shape[0])), np.uint8)
    return float(np.abs(one.astype(np.int16) - other).mean()) > 0.2
