/** Why a camera or a microphone cannot be used, as people can be told it. */
export type DeviceProblem = 'denied' | 'missing' | 'busy' | 'insecure' | 'failed'

const BY_NAME: Readonly<Record<string, DeviceProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  DevicesNotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/** From the DOMException of `getUserMedia` (W3C Media Capture, 10.3.1). */
export function problemOf(error: unknown): DeviceProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  return BY_NAME[name] ?? 'failed'
}
