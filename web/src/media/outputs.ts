/** Which loudspeaker sound goes to, where the browser lets a page choose (W3C Audio Output). */

interface Routable {
  setSinkId?: (deviceId: string) => Promise<void>
}

/** Whether elements that play sound can be sent to a loudspeaker of one's choice. */
export const canChooseOutput = (): boolean => 'setSinkId' in HTMLMediaElement.prototype

/**
 * Play an element or an AudioContext on a loudspeaker; empty is the system's default. False where
 * that cannot be, and then it plays on the default: better heard elsewhere than not at all.
 */
export async function playOn(
  target: HTMLMediaElement | AudioContext,
  deviceId: string,
): Promise<boolean> {
  const routable = target as Routable
  if (!routable.setSinkId) return deviceId === ''
  try {
    await routable.setSinkId(deviceId)
    return true
  } catch {
    await routable.setSinkId('').catch(() => undefined)
    return false
  }
}
