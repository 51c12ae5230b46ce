/** The server's HTTP side. Every address is our own origin's. */
import { hearTime } from '@/lib/wallClock'
import type { ErrorCode, Identity, Names } from '@/protocol/server'

export type Workspace = 'clerk' | 'expert' | 'guard' | 'supervision'

export interface Settings {
  demo: boolean
  protocol: number
  languages: string[]
  organization: Names
  /** Where feedback on accessibility goes to; a server being updated may not say it yet. */
  feedback?: string
}

export interface Me {
  identity: Identity
  expires_in_s: number
  /** Whether they answer for any service, and so may be rung. */
  serves: boolean
  /** For which ones, in the directory's order; a server being updated may not say it yet. */
  services?: string[]
  /** Under which this service is reached. */
  origins?: string[]
}

export interface Service {
  id: string
  name: Names
  description: Names
  /** What people say instead of its name. */
  known_as: Record<'fi' | 'sv' | 'en', readonly string[]>
  group: 'city' | 'state' | 'support'
  languages: string[]
  /** Its people come beside others, by pairs of languages. */
  interpreting: boolean
  hours: Names
  papers: Names
}

export interface Place {
  id: string
  name: Names
}

export interface Directory {
  services: Service[]
  places: Place[]
}

/** Somebody who answers for a service. */
export interface Colleague {
  id: string
  name: string
  languages: string[]
}

export interface Person {
  id: string
  name: string
  role: string
  services: string[]
  languages: string[]
}

/** `code` is the wire's where it fits, else `unreachable`. */
export class HttpError extends Error {
  readonly code: ErrorCode | 'unreachable'
  readonly status: number

  constructor(status: number, code: ErrorCode | 'unreachable') {
    super(`${status} ${code}`)
    this.name = 'HttpError'
    this.status = status
    this.code = code
  }
}

async function call(path: string, body?: object): Promise<unknown> {
  const init: RequestInit =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }
  const response = await fetch(path, { ...init, credentials: 'same-origin' }).catch(() => {
    throw new HttpError(0, 'unreachable')
  })
  hearTime(response.headers.get('Date'))
  if (!response.ok) {
    const told = (await response.json().catch(() => ({}))) as { code?: ErrorCode }
    throw new HttpError(response.status, told.code ?? 'internal')
  }
  return response.status === 204 ? null : response.json()
}

export class Api {
  constructor(readonly workspace: Workspace) {}

  async settings(): Promise<Settings> {
    return (await call('/api/settings')) as Settings
  }

  /** Who is signed in here; null when nobody is. */
  async me(): Promise<Me | null> {
    try {
      return (await call(`/api/me?workspace=${this.workspace}`)) as Me
    } catch (error) {
      if (error instanceof HttpError && [401, 403].includes(error.status)) return null
      throw error
    }
  }

  async directory(): Promise<Directory> {
    return (await call('/api/directory')) as Directory
  }

  /** Who answers for the service, for asking somebody by name. */
  async colleagues(service: string): Promise<Colleague[]> {
    return (await call(`/api/colleagues?service=${encodeURIComponent(service)}`)) as Colleague[]
  }

  async demoPeople(): Promise<Person[]> {
    return (await call(`/api/demo/people?workspace=${this.workspace}`)) as Person[]
  }

  async demoSignIn(person: string): Promise<void> {
    await call('/api/demo/sign-in', { workspace: this.workspace, person })
  }

  async signOut(): Promise<void> {
    await call('/api/sign-out', { workspace: this.workspace })
  }

  async renew(): Promise<void> {
    await call('/api/renew', { workspace: this.workspace })
  }
}
