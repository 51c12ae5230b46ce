"""What axe finds wrong with a page in a real browser: contrast and sizes, too."""

from __future__ import annotations

from playwright.async_api import Page

from tests.support.stage import ROOT

_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """async tags => {
  const { violations } = await axe.run(document.body, { runOnly: tags })
  const still = async ({ id }, { target }) => {
    const element = document.querySelector(target[0])
    // A bar that stays over the page while it scrolls may cover half of a button: what counts is
    // that it can be scrolled to where it is touched whole.
    if (id !== 'target-size' || !element) return true
    element.scrollIntoView({ block: 'center' })
    const again = await axe.run(document.body, { runOnly: { type: 'rule', values: [id] } })
    return again.violations.some(({ nodes }) => nodes.some(node => node.target[0] === target[0]))
  }
  const found = []
  for (const rule of violations)
    for (const node of rule.nodes)
      if (await still(rule, node))
        found.push(`${rule.id}: ${node.html.slice(0, 160)}: ${node.failureSummary}`)
  return found
}"""


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
