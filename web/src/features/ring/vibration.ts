import { SHAKE } from './notifications'

/** Shake the phone in the hand. Browsers refuse before the first touch of the page. */
export function vibrate(): void {
  if ('vibrate' in navigator && navigator.userActivation.hasBeenActive) navigator.vibrate([...SHAKE])
}

export function stopVibrating(): void {
  if ('vibrate' in navigator && navigator.userActivation.hasBeenActive) navigator.vibrate(0)
}
