import type { RequestTold, TerminalState } from '@/protocol/server'

export type WhyNot =
  | 'services.notNow.inquiry'
  | 'services.notNow.request'
  | 'services.notNow.offline'
  | 'services.notNow.paused'

/**
 * Why no service can be summoned to the terminal now; null when one can. `accepting`: whether
 * the server takes up new work; `inquiring`: whether the clerk asks somebody a question.
 */
export function whyNotSummon(
  terminal: TerminalState,
  request: RequestTold | null,
  { accepting, inquiring }: { accepting: boolean; inquiring: boolean },
): WhyNot | null {
  if (!accepting) return 'services.notNow.paused'
  if (inquiring) return 'services.notNow.inquiry'
  if (request && request.state !== 'wrapping') return 'services.notNow.request'
  return terminal.online ? null : 'services.notNow.offline'
}

/** Nobody has come yet: the request can be taken back. */
export function isOpen(request: RequestTold | null): boolean {
  return request?.state === 'pending' || request?.state === 'reserved'
}
