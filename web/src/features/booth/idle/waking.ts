/** The touch or key that wakes a screen does nothing else, to its last event. */

/** All that one touch, press or key may give; the browser makes some of them only afterwards. */
const EVENTS = [
  'pointerdown',
  'pointerup',
  'pointercancel',
  'mousedown',
  'mouseup',
  'touchstart',
  'touchend',
  'click',
  'dblclick',
  'auxclick',
  'contextmenu',
  'keydown',
  'keyup',
  'wheel',
] as const

/** What lies above a sleeping screen and may be used without waking it. */
export const OF_IDLE = 'data-idle-control'

interface Sleeper {
  /** Whether the screen sleeps now. */
  sleeps: () => boolean
  /** Whether Tab reaches something on the sleeping screen. */
  hasControls: () => boolean
  wake: () => void
  /** Somebody is there: any event of an awake screen. */
  touched: () => void
}

/** Listens until what is returned is called. */
export function listenForTouch(sleeper: Sleeper, target: Window = window): () => void {
  const ending = new AbortController()
  let swallowing = false
  const heard = (event: Event): void => {
    // A new touch or key of an awake screen is meant; what the waking one still gives is not.
    if (begins(event) && !sleeper.sleeps()) swallowing = false
    if (sleeper.sleeps()) {
      if (isForControl(event, sleeper.hasControls())) return
      sleeper.wake()
      // Whoever cannot see the screen does not know that it sleeps: reading aloud begins at once.
      if (isFunctionKey(event)) return
      swallowing = true
    }
    if (swallowing) {
      event.stopImmediatePropagation()
      if (event.cancelable) event.preventDefault()
    } else sleeper.touched()
  }
  const options = { capture: true, passive: false, signal: ending.signal }
  for (const name of EVENTS) target.addEventListener(name, heard, options)
  return () => ending.abort()
}

/** The key of reading aloud is one of these, also as a headphone socket sends it. */
function isFunctionKey(event: Event): boolean {
  return event.type === 'keydown' && /^F\d+$/.test((event as KeyboardEvent).key)
}

/** A second finger, or a key held down, belongs to what has begun already. */
function begins(event: Event): boolean {
  if (event.type === 'pointerdown') return (event as PointerEvent).isPrimary
  return event.type === 'keydown' && !(event as KeyboardEvent).repeat
}

function isForControl(event: Event, hasControls: boolean): boolean {
  const target = event.target
  if (target instanceof Element && target.closest(`[${OF_IDLE}]`)) return true
  const key = event.type.startsWith('key') ? (event as KeyboardEvent).key : ''
  return hasControls && (key === 'Tab' || key === 'Shift')
}
