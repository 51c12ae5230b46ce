"""A person without a mouse: Tab to a control, and a key on it."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Page

# What has the focus, by the name that a person reads on it, and whether one sees that it has it:
# an outline of its own, or one drawn around it by the design system.
_FOCUSED = """() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const drawn = style =>
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 &&
      !/rgba\\(.*, 0\\)|transparent/.test(style.outlineColor)) ||
    style.boxShadow !== 'none'
  const around = [element, element.parentElement, element.nextElementSibling].filter(Boolean)
  const seen = around.some(each => drawn(getComputedStyle(each)) ||
    ['::before', '::after'].some(part => {
      const style = getComputedStyle(each, part)
      return style.content !== 'none' && (drawn(style) || parseFloat(style.borderTopWidth) > 0)
    }))
  const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText
  return { name: (label ?? '').trim().replace(/\\s+/g, ' '), seen }
}"""

MOST = 150
"""Nobody goes through more controls than that."""


async def tab_to(page: Page, name: str) -> None:
    """Tab until the focus is on what has that name at its beginning; it must be seen there."""
    passed: list[str] = []
    for _ in range(MOST):
        await page.keyboard.press("Tab")
        focused: dict[str, Any] | None = await page.evaluate(_FOCUSED)
        if focused is None:
            continue
        passed.append(focused["name"])
        if re.match(name, focused["name"], re.IGNORECASE):
            assert focused["seen"], f"the focus on {focused['name']} is not seen"
            return
    raise AssertionError(f"no way by Tab to {name!r}; passed {passed}")


async def press(page: Page, name: str, key: str = "Enter") -> None:
    """Go to a control and press it."""
    await tab_to(page, name)
    await page.keyboard.press(key)
