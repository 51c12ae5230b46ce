/** A guard alarm that is not lost: repeated until the server has it. PROTOCOL.md, section 12. */
import { randomId } from '@/lib/ids'
import type { Clock } from '@/lib/timers'
import type { ErrorCode } from '@/protocol/server'
import type { SignalingClient } from './client'
import { Refused } from './pending'

const AGAIN_MS = 500
const LONGEST_AGO_S = 86_400

/** Refusals that the same message would only meet again. */
const FINAL: ReadonlySet<string> = new Set<ErrorCode>([
  'forbidden',
  'not_yours',
  'unknown_terminal',
  'wrong_state',
  'invalid_message',
  'unknown_type',
  'too_large',
])

/** A press of the button. `at` is the computer's clock, ms: a reloaded page knows no other. */
export interface Press {
  alarm: string
  terminal: string | null
  at: number
}

export function press(terminal: string | null): Press {
  return { alarm: randomId('a'), terminal, at: Date.now() }
}

type Wire = Pick<SignalingClient, 'request' | 'hurry' | 'probe'>

/** Resolves when the server has the alarm; rejects with a final `Refused` only. */
export async function raiseAlarm(
  client: Wire,
  { alarm, terminal, at }: Press,
  clock: Clock,
): Promise<void> {
  for (;;) {
    // A socket on a dead network looks open: find out now, not when the browser does.
    client.hurry()
    client.probe()
    const since_s = Math.min(Math.max(0, (Date.now() - at) / 1000), LONGEST_AGO_S)
    try {
      await client.request({ type: 'alarm.raise', alarm, terminal, since_s })
      return
    } catch (error) {
      if (error instanceof Refused && FINAL.has(error.code)) throw error
    }
    await new Promise<void>((resolve) => clock.after(AGAIN_MS, resolve))
  }
}

/** The press under way, kept for a reloaded page; it lives as long as the tab. */
export function keptPress(workspace: string): {
  get: () => Press | null
  set: (press: Press | null) => void
} {
  const key = `etaluukku.alarm.${workspace}`
  return {
    get() {
      const kept = sessionStorage.getItem(key)
      return kept ? (JSON.parse(kept) as Press) : null
    },
    set(press) {
      if (press) sessionStorage.setItem(key, JSON.stringify(press))
      else sessionStorage.removeItem(key)
    },
  }
}
