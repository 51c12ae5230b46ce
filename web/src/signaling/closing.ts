import { CLOSE_CODES } from '@/protocol/constants'

export type Refusal = 'sign_in' | 'locked_out' | 'replaced' | 'version'

export type AfterClose =
  | { then: 'retry' }
  | { then: 'anew' }
  | { then: 'refuse'; why: Refusal }

/** What the wire's close codes ask of us; any other code is a lost connection. */
const RULES: Record<number, AfterClose> = {
  [CLOSE_CODES.unauthorized]: { then: 'refuse', why: 'sign_in' },
  [CLOSE_CODES.locked_out]: { then: 'refuse', why: 'locked_out' },
  [CLOSE_CODES.replaced]: { then: 'refuse', why: 'replaced' },
  [CLOSE_CODES.version_unsupported]: { then: 'refuse', why: 'version' },
  [CLOSE_CODES.resume_invalid]: { then: 'anew' },
}

export function afterClose(code: number): AfterClose {
  return RULES[code] ?? { then: 'retry' }
}
