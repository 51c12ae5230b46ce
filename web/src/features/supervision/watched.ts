/** What a supervisor has been told: rows that change one by one, figures that come whole. */
import type {
  ServerMessage,
  SupervisionFigures,
  WatchedPerson,
  WatchedTerminal,
} from '@/protocol/server'
import type { Timed } from '@/state/workspace'

export interface Watched {
  /** Whether anything has been told at all. */
  here: boolean
  terminals: Readonly<Record<string, Timed<WatchedTerminal>>>
  people: Readonly<Record<string, Timed<WatchedPerson>>>
  figures: SupervisionFigures | null
}

export const emptyWatched: Watched = { here: false, terminals: {}, people: {}, figures: null }

/** `now`: our monotonic clock, ms; what is told as so many seconds ago counts from there. */
export function watch(before: Watched, message: ServerMessage, now: number): Watched {
  if (message.type === 'supervision.figures') return withFigures(before, message)
  if (message.type !== 'supervision.state') return before
  const { terminals, people } = message.anew ? emptyWatched : before
  return {
    ...before,
    here: true,
    terminals: { ...terminals, ...byId(message.terminals, ({ terminal }) => terminal, now) },
    people: { ...people, ...byId(message.people, ({ person }) => person, now) },
  }
}

function byId<T>(rows: readonly T[], id: (row: T) => string, at: number): Record<string, Timed<T>> {
  return Object.fromEntries(rows.map((told) => [id(told), { told, at }]))
}

function withFigures(before: Watched, told: SupervisionFigures): Watched {
  if (told.anew || !before.figures) return { ...before, figures: told }
  const services = [...before.figures.services, ...told.services]
  return { ...before, figures: { ...before.figures, services } }
}
