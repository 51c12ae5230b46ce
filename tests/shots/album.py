"""Pictures of pages, and what is wrong with what they show."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page, expect

from tests.support.accessibility import faults, scrolls_sideways
from tests.support.cut_text import cut_texts

LANGUAGES = ("fi", "sv", "en")
DESK = (1280, 800)
MAGNIFIED = {"twofold": (640, 400), "fourfold": (320, 256)}
"""What a window of 1280 px shows at 200 and 400 % (WCAG 2.2, 1.4.10), CSS pixels."""


@dataclass
class Album:
    """Pictures in a folder, and the defects that were found."""

    folder: Path
    check: bool = True
    """Whether axe and the magnified windows are gone through, too."""
    pictures: bool = True
    defects: list[str] = field(default_factory=list)
    count: int = 0

    async def save(self, page: Page, name: str, *, whole: bool = False) -> None:
        """A picture; cut text in it is a defect."""
        if self.pictures:
            path = self.folder / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=path, full_page=whole)
            self.count += 1
        self._wrong(name, await cut_texts(page))

    async def axe(self, page: Page, name: str) -> None:
        """What axe finds now, and whether the page scrolls sideways."""
        self._wrong(name, await faults(page))
        beyond = await scrolls_sideways(page)
        self._wrong(name, [f"scrolls sideways by {beyond} px"] if beyond > 0 else [])

    def _wrong(self, name: str, found: list[str]) -> None:
        for each in found:
            line = f"{name}: {each}"
            print(f"  DEFECT {line}", flush=True)
            self.defects.append(line)

    async def staff(self, page: Page, name: str) -> None:
        """A state of a staff page: in each language, by the switch in its head.

        Then magnified, and in the colours of a person who forces their own.
        """
        print(f"{name}", flush=True)
        for language in reversed(LANGUAGES):
            await speak(page, language)
            await page.evaluate("() => scrollTo(0, 0)")
            await self.save(page, f"{language}/{name}")
            if self.check:
                await self._magnified(page, f"{language}/{name}", language == "fi")
        if self.check:
            await self.axe(page, name)
            await page.emulate_media(forced_colors="active")
            await self.axe(page, f"{name} in forced colours")
            await self.save(page, f"contrast/{name}")
            await page.emulate_media(forced_colors="none")

    async def _magnified(self, page: Page, name: str, first: bool) -> None:
        for size, (width, height) in MAGNIFIED.items():
            if not first and size != "fourfold":
                continue
            await page.set_viewport_size({"width": width, "height": height})
            await self.save(page, f"{size}/{name}", whole=True)
            if first:
                await self.axe(page, f"{name} magnified {size}")
        await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


async def speak(page: Page, language: str) -> None:
    """The page in that language, as a person changes it."""
    await page.locator(f".language-switch button[lang={language}]").click()
    await expect(page.locator(f"html[lang={language}]")).to_have_count(1)
