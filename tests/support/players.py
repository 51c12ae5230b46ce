"""Clerk, expert and resident at real pages: each method is what a person does or sees."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from playwright.async_api import Page, expect

from tests.support.browser import Picture, picture, sound
from tests.support.media import marker_in, tone_in
from tests.support.waiting import eventually

FACE = "video[data-testid=video-face]"
DOCUMENT = "video[data-testid=video-document]"
AINO, BJORN, VAINO = "Aino Mäkelä", "Björn Öhman", "Väinö Hämäläinen"
"""Experts of the seed directory's Verohallinto."""
VERO = "Verohallinto"


async def marker_on(page: Page, selector: str) -> int | None:
    """The marker that the shown picture holds."""
    return marker_in(await picture(page, selector))


async def moves(page: Page, selector: str) -> bool:
    """Whether the shown picture changes."""
    first: list[Picture] = []

    async def changed() -> bool:
        now = await picture(page, selector)
        assert now is not None, "no picture"
        first.append(now)
        return _differ(first[0], now)

    return await eventually(changed, timeout_s=10, what=f"{selector} moves")


def _differ(a: Picture, b: Picture) -> bool:
    if a.shape != b.shape:
        b = np.asarray(cv2.resize(b, (a.shape[1], a.shape[0])), np.uint8)
    return float(np.abs(a.astype(np.int16) - b.astype(np.int16)).mean()) > 0.2


def hears(samples: npt.NDArray[np.float32], hertz: float) -> bool:
    """Whether that tone stands out of the sound."""
    found = tone_in(samples)
    return found is not None and abs(found - hertz) < 15


@dataclass
class ExpertPlayer:
    """An expert at the expert's page."""

    page: Page

    async def sign_in(self, name: str = AINO) -> None:
        await self.page.get_by_role("button", name=name).click()
        await expect(self.page.get_by_role("button", name="Olen tavoitettavissa")).to_be_visible()

    async def become_available(self) -> None:
        await self.page.get_by_role("button", name="Olen tavoitettavissa").click()
        await self.is_available()

    async def is_available(self) -> None:
        availability = self.page.get_by_role("region", name="Tavoitettavuus")
        await expect(availability).to_contain_text("Tavoitettavissa", timeout=15_000)

    async def rings(self, service: str = VERO) -> None:
        await expect(self.page.get_by_role("alertdialog", name=service)).to_be_visible(
            timeout=10_000
        )

    async def accept(self) -> None:
        await self.page.get_by_role("button", name="Vastaa", exact=True).click()

    async def accept_by_voice(self) -> None:
        await self.page.get_by_role("button", name="Vastaa vain äänellä").click()

    async def decline(self, reason: str = "En kerro syytä") -> None:
        await self.page.get_by_role("button", name="En voi vastata").click()
        await self.page.get_by_role("menuitem", name=reason).click()

    async def hang_up(self) -> None:
        await self.page.get_by_role("button", name="Lopeta keskustelu").click()

    async def sees(self, face: int, document: int) -> None:
        """Both pictures of the terminal, each the right one, the face moving."""

        async def right() -> bool:
            markers = await marker_on(self.page, FACE), await marker_on(self.page, DOCUMENT)
            assert markers == (face, document), f"markers {markers}"
            return True

        await eventually(right, timeout_s=15, what="the expert sees face and document")
        assert await moves(self.page, FACE)

    async def sees_only(self, document: int) -> None:
        """The paper, and the word that no picture of the resident is sent, in its place."""

        async def right() -> bool:
            found = await marker_on(self.page, DOCUMENT)
            assert found == document, f"marker {found}"
            return True

        await eventually(right, timeout_s=15, what="the expert sees the document")
        await expect(self.page.get_by_text("Kuvaa ei lähetetä")).to_be_visible()
        face = self.page.locator(FACE)
        assert await face.evaluate_all("all => all.every(one => !one.videoWidth)"), "a face came"

    async def hears(self, hertz: float) -> None:
        async def heard() -> bool:
            samples = await sound(self.page)
            assert hears(samples, hertz), f"heard {tone_in(samples)} Hz"
            return True

        await eventually(heard, timeout_s=15, what=f"the expert hears {hertz} Hz")


@dataclass
class ClerkPlayer:
    """A clerk at the clerk's console."""

    page: Page

    async def sign_in(self, name: str = "Päivi Koskinen") -> None:
        await self.page.get_by_role("button", name=name).click()

    async def take(self, terminal: str, *, seat: str = "Asiakkaan vieressä") -> None:
        # The label is what a person touches: it lies over the radio button.
        await self.page.locator("label", has_text=seat).first.click()
        await self.page.get_by_role("button", name=re.compile(f"Ota vast.*: {terminal}")).click()
        await expect(self.page.get_by_role("heading", name="Palvelut", exact=True)).to_be_visible()

    async def summon(self, service: str = VERO, language: str = "suomi") -> None:
        button = self.page.get_by_role("button", name=re.compile(f"Kutsu {service}, {language}"))
        await expect(button).to_be_enabled(timeout=10_000)
        await button.click()

    async def sees_state(self, text: str) -> None:
        await expect(self.page.get_by_text(re.compile(text)).first).to_be_visible(timeout=15_000)

    async def cancel(self) -> None:
        await self.page.get_by_role("button", name="Peru kutsu").click()

    async def end_visit(self) -> None:
        await self.page.get_by_role("button", name="Päätä asiointi").click()
        await self.page.get_by_role("button", name="Päätä heti").click()


@dataclass
class BoothPlayer:
    """A resident before the booth screen."""

    page: Page

    async def shows(self, text: str) -> None:
        await expect(self.page.get_by_text(re.compile(text)).first).to_be_visible(timeout=15_000)

    async def sees_expert(self, marker: int) -> None:
        """The expert's picture, decoded from what the screen draws, and moving."""

        async def right() -> bool:
            found = [
                marker_in(await picture(self.page, f"canvas >> nth={n}"))
                for n in range(await self.page.locator("canvas").count())
            ]
            assert marker in found, f"markers {found}"
            self._nth = found.index(marker)
            return True

        await eventually(right, timeout_s=20, what="the resident sees the expert")
        assert await moves(self.page, f"canvas >> nth={self._nth}")

    _nth: int = 0


async def meet(clerk: ClerkPlayer, expert: ExpertPlayer) -> None:
    """Both sign in, the clerk summons for the resident at Porina, and the expert answers."""
    await expert.sign_in()
    await expert.become_available()
    await clerk.sign_in()
    await clerk.take("Porina")
    await clerk.summon()
    await expert.rings()
    await expert.accept()
