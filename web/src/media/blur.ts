/**
 * Background blur where the browser itself offers it (W3C Media Capture Extensions): there the
 * camera or the operating system does it. Nothing of ours looks at the picture for it.
 */
const REMEMBERED = 'etaluukku.blur'

interface Blurring {
  backgroundBlur?: boolean
}

/** Whether the person can switch it; a system that forces it on or off leaves no choice. */
export function canBlur(track: MediaStreamTrack): boolean {
  const offered = (track as Partial<MediaStreamTrack>).getCapabilities?.() as { backgroundBlur?: readonly boolean[] } | undefined
  const values = offered?.backgroundBlur ?? []
  return values.includes(true) && values.includes(false)
}

export const isBlurred = (track: MediaStreamTrack): boolean =>
  (track.getSettings() as Blurring).backgroundBlur ?? false

/** Switch it, and remember that; resolves to what it then is. */
export async function setBlur(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  remember(on)
  return apply(track, on)
}

/** As the person had it on this computer. */
export async function restoreBlur(track: MediaStreamTrack): Promise<void> {
  if (wished() && canBlur(track)) await apply(track, true)
}

async function apply(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  // Constraints replace all those from before: size and rate have to be said again.
  const constraints = { ...track.getConstraints(), backgroundBlur: on } as MediaTrackConstraints
  await track.applyConstraints(constraints).catch(() => undefined)
  return isBlurred(track)
}

// Storage may be forbidden by the browser's settings: then the choice lasts the page.
function wished(): boolean {
  try {
    return localStorage.getItem(REMEMBERED) === 'on'
  } catch {
    return false
  }
}

function remember(on: boolean): void {
  try {
    localStorage.setItem(REMEMBERED, on ? 'on' : 'off')
  } catch {
    // See above.
  }
}
