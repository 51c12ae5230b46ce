"""What axe finds wrong with a page in a real browser: contrast and sizes, too."""

from __future__ import annotations

from playwright.async_api import Page

from tests.support.stage import ROOT

_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """tags => axe.run(document.body, { runOnly: tags }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
    `${id}: ${html.slice(0, 160)}: ${failureSummary}`)))"""


async def faults(page: Page) -> list[str]:
    """Each breach of WCAG 2.2 AA that axe can see in what the page shows now, in words."""
    await page.evaluate(_AXE.read_text("utf-8"))
    found: list[str] = await page.evaluate(_RUN, list(_RULES))
    return found


async def scrolls_sideways(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window (WCAG 2.2, 1.4.10: none)."""
    beyond: int = await page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return beyond
