/** What stands on the page, from what was told. Times are ms of our monotonic clock. */
import type { Service } from '@/api/http'
import type { WaitRange } from '@/lib/waitRange'
import type {
  DeviceState,
  PresenceState,
  ServiceAvailability,
  TerminalHealth,
  WatchedPerson,
  WatchedRoom,
  WatchedTerminal,
} from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import type { Watched } from './watched'

type Availability = Readonly<Record<string, Timed<ServiceAvailability>>>

/** States of people who serve today, even if not this minute. */
const ON_DUTY: ReadonlySet<PresenceState> = new Set(['available', 'reserved', 'busy', 'wrap_up'])

export interface Queue {
  service: Service
  waiting: number
  /** Since when the one has waited who has waited longest. */
  longest: number | null
  available: number
  onDuty: number
  wait: WaitRange | null
  closed: boolean
}

const ago = (at: number, seconds: number): number => at - seconds * 1000

/** Who waits longest first; then those that somebody serves, by the directory. */
export function queues(
  services: readonly Service[],
  watched: Watched,
  availability: Availability,
): Queue[] {
  const waits = Object.values(watched.terminals).flatMap(({ told, at }) =>
    told.waits.map(({ service, waited_s }) => ({ service, since: ago(at, waited_s) })),
  )
  const people = Object.values(watched.people).map(({ told }) => told)
  const found = services.map((service) => {
    const own = waits.filter((each) => each.service === service.id)
    const serving = people.filter((each) => each.services.includes(service.id))
    return {
      service,
      waiting: own.length,
      longest: own.length > 0 ? Math.min(...own.map(({ since }) => since)) : null,
      available: serving.filter(({ state }) => state === 'available').length,
      onDuty: serving.filter(({ state }) => ON_DUTY.has(state)).length,
      wait: widest(availability[service.id]?.told),
      closed: availability[service.id]?.told.closed ?? false,
    }
  })
  return found.sort((one, other) => (one.longest ?? Infinity) - (other.longest ?? Infinity) || 0)
}

/** Somebody waits, or somebody is there for those who will. */
export const isActive = ({ waiting, onDuty }: Queue): boolean => waiting > 0 || onDuty > 0

/** Over all languages: whoever asks now should wait no less and no more. */
function widest(told: ServiceAvailability | undefined): WaitRange | null {
  const ranges = (told?.languages ?? []).flatMap(({ wait }) => (wait ? [wait] : []))
  if (ranges.length === 0) return null
  return {
    low_s: Math.min(...ranges.map(({ low_s }) => low_s)),
    high_s: Math.max(...ranges.map(({ high_s }) => high_s)),
  }
}

export interface Talk {
  terminal: WatchedTerminal
  room: WatchedRoom
  since: number
}

/** The conversations at the terminals, the longest first. */
export function talks(watched: Watched): Talk[] {
  return Object.values(watched.terminals)
    .flatMap(({ told, at }) =>
      told.room ? [{ terminal: told, room: told.room, since: ago(at, told.room.elapsed_s) }] : [],
    )
    .sort((one, other) => one.since - other.since)
}

export interface Present {
  person: WatchedPerson
  since: number | null
}

export interface Team {
  /** Null: people who answer for no service. */
  service: Service | null
  present: Present[]
  /** How many of them are not signed in. */
  absent: number
}

/** People by the services that they answer for: whoever has several stands in each. */
export function teams(services: readonly Service[], watched: Watched): Team[] {
  const people = Object.values(watched.people)
  const team = (service: Service | null, own: typeof people): Team => {
    const here = own.filter(({ told }) => told.state !== 'offline')
    return {
      service,
      absent: own.length - here.length,
      present: here
        .map(({ told, at }) => ({
          person: told,
          since: told.since_s === null ? null : ago(at, told.since_s),
        }))
        .sort((one, other) => STATES.indexOf(one.person.state) - STATES.indexOf(other.person.state)),
    }
  }
  return [
    ...services.map((service) =>
      team(
        service,
        people.filter(({ told }) => told.services.includes(service.id)),
      ),
    ),
    team(
      null,
      people.filter(({ told }) => told.services.length === 0),
    ),
  ].filter(({ present }) => present.length > 0)
}

export const STATES: readonly PresenceState[] = [
  'available',
  'reserved',
  'busy',
  'wrap_up',
  'away',
  'offline',
]

/** How many people are in each state, each person once. */
export function byState(watched: Watched): Record<PresenceState, number> {
  const counts = { available: 0, reserved: 0, busy: 0, wrap_up: 0, away: 0, offline: 0 }
  for (const { told } of Object.values(watched.people)) counts[told.state] += 1
  return counts
}

export const DEVICES = [
  'face',
  'document',
  'microphone',
  'loudspeaker',
  'screen',
  'printer',
] as const
export type Device = (typeof DEVICES)[number]

/** What is known of each device; what a terminal does not have is left out. */
export function devices(health: TerminalHealth): [Device, DeviceState][] {
  return DEVICES.flatMap((device) => {
    const state = health[device]
    return state ? [[device, state] as [Device, DeviceState]] : []
  })
}

const BROKEN: ReadonlySet<DeviceState> = new Set(['missing', 'busy', 'stuck', 'failed'])

/** What somebody has to look after. A camera that is off is not wanted now; a screen always is. */
export function problems(health: TerminalHealth): [Device, DeviceState][] {
  return devices(health).filter(
    ([device, state]) => BROKEN.has(state) || (device === 'screen' && state === 'off'),
  )
}

export interface Site {
  id: string
  name: WatchedTerminal['place_name']
  terminals: Timed<WatchedTerminal>[]
}

/** Terminals by place, in the directory's order. */
export function sites(watched: Watched): Site[] {
  const found: Record<string, Site> = {}
  for (const terminal of Object.values(watched.terminals)) {
    const { place, place_name } = terminal.told
    const site = (found[place] ??= { id: place, name: place_name, terminals: [] })
    site.terminals.push(terminal)
  }
  return Object.values(found)
}
