"""Text that does not fit where it stands, as a browser lays it out."""

from __future__ import annotations

from playwright.async_api import Page

# Each piece of text is held against what could cut it: ancestors that hide what hangs over, the
# button or field that it stands on, and the window's sides. A pixel or two is rounding.
_FIND = """() => {
  const SLACK = 2
  const found = new Set()
  const hides = value => value === 'hidden' || value === 'clip'
  const rolls = value => value === 'auto' || value === 'scroll'
  const say = (what, text) => found.add(`${what}: ${text.trim().replace(/\\s+/g, ' ').slice(0, 80)}`)
  const unseen = element => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.display === 'none' || style.visibility !== 'visible' || style.opacity === '0') return true
      // Read by screen readers only.
      if (style.clipPath !== 'none' || (style.clip !== 'auto' && style.position === 'absolute')) return true
      if (at.matches('option, select, textarea, .skip-link, [aria-hidden="true"] svg')) return true
      // Links before the page's beginning stand outside of it until they have the focus.
      const { right, bottom } = at.getBoundingClientRect()
      if (/absolute|fixed/.test(style.position) && (bottom <= 0 || right <= 0)) return true
    }
    return false
  }
  const check = (text, rect) => {
    let sideways = true
    for (let at = text.parentElement; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at)
      const box = at.getBoundingClientRect()
      const wide = rect.right > box.right + SLACK || rect.left < box.left - SLACK
      const high = rect.bottom > box.bottom + SLACK || rect.top < box.top - SLACK
      if (wide && hides(style.overflowX)) say('cut at the side', text.data)
      if (high && hides(style.overflowY) && at !== document.body) say('cut above or below', text.data)
      if (wide && rolls(style.overflowX) && at.scrollWidth > at.clientWidth + SLACK)
        say('has to be scrolled sideways to be read', text.data)
      if (rolls(style.overflowX) || hides(style.overflowX)) sideways = false
      const holds = at.matches('button, [role=button], a[class], .card, [role=dialog], [role=alertdialog]')
      if (holds && style.display !== 'inline' && wide) say('hangs out of its box', text.data)
      if (holds && style.display !== 'inline' && high && !rolls(style.overflowY) && at.matches('button'))
        say('hangs out of its button', text.data)
      if (rolls(style.overflowY) && high) return
    }
    const width = document.documentElement.clientWidth
    if (sideways && (rect.right > width + SLACK || rect.left < -SLACK)) say('beyond the window', text.data)
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim() || !text.parentElement || unseen(text.parentElement)) continue
    const range = document.createRange()
    range.selectNodeContents(text)
    for (const rect of range.getClientRects()) if (rect.width > 0 && rect.height > 0) check(text, rect)
  }
  for (const field of document.querySelectorAll('input, select')) {
    const shown = field.offsetWidth > 0 && !unseen(field.parentElement)
    if (shown && field.placeholder && field.value === '' && field.scrollWidth > field.clientWidth + SLACK)
      say('placeholder cut', field.placeholder)
  }
  return [...found]
}"""


async def cut_texts(page: Page) -> list[str]:
    """Each text that is cut off, hangs out of its box, or is reached by scrolling sideways only."""
    found: list[str] = await page.evaluate(_FIND)
    return found
