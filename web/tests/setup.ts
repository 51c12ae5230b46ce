import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeAll } from 'vitest'
import { fetchRest } from '@/lib/rest'

// jsdom lays nothing out, so it cannot scroll.
Element.prototype.scrollIntoView = () => undefined
// Nor does it know a top layer: a popover is hidden by its attribute alone.
HTMLElement.prototype.showPopover = function () {
  this.removeAttribute('popover')
}
HTMLElement.prototype.hidePopover = function () {
  this.setAttribute('popover', 'manual')
}

// The machine may be busy with browsers and cameras at the same time.
configure({ asyncUtilTimeout: 10_000 })

// What a page fetches after it works is here before a test looks.
beforeAll(fetchRest)

afterEach(() => {
  cleanup()
  sessionStorage.clear()
  localStorage.clear()
})
