/** A page as a signed-in person has it, with the server's messages given by the test. */
import { act, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { vi } from 'vitest'
import type { Api, Colleague, Directory } from '@/api/http'
import { WorkspaceContext, type WorkspaceParts } from '@/features/workspace/context'
import type { Language } from '@/i18n/languages'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import type { Messages } from '@/i18n/translate'
import { createStore } from '@/lib/store'
import { LocalMedia } from '@/media/localMedia'
import { DeskLine } from '@/media/deskLine'
import { RoomText } from '@/media/roomText'
import { ScreenShare } from '@/media/showing/screenShare'
import { TextLine } from '@/media/textLine'
import type { ClientMessage } from '@/protocol/client'
import type { ServerMessage } from '@/protocol/server'
import type { ConnectionState } from '@/signaling/connection'
import { emptyState, reduce, type WorkspaceState } from '@/state/workspace'
import { FakeClock } from './clock'
import { fakeDevices } from './media'
import { picture } from './paper'

interface Shown {
  said: ClientMessage[]
  tell: (...messages: ServerMessage[]) => void
  connection: { set: (state: ConnectionState) => void }
  local: LocalMedia
  speakers: { set: (speaking: readonly string[]) => void }
  desk: DeskLine
  rtt: RoomText
  /** The clock of what is gathered before it is sent. */
  clock: FakeClock
}

export function showPage(
  page: ReactElement,
  catalogs: Readonly<Record<Language, Messages>>,
  directory: Directory = { services: [], places: [] },
  colleagues: Colleague[] = [],
  devices = fakeDevices(),
  language: Language = 'fi',
): Shown {
  const state = createStore<WorkspaceState>(emptyState)
  const connection = createStore<ConnectionState>({ phase: 'ready' })
  const said: ClientMessage[] = []
  const listeners = new Set<(message: ServerMessage) => void>()
  const speakers = createStore<readonly string[]>([])
  const desk = new DeskLine({ inspect: (_bytes, part) => Promise.resolve(picture(part)) })
  const clock = new FakeClock()
  const rtt = new RoomText('p_me', clock)
  const local = new LocalMedia(devices)
  const say = (message: ClientMessage): boolean => said.push(message) > 0
  const parts = {
    me: {
      identity: { role: 'expert', id: 'aino', name: 'Aino Mäkelä', languages: [] },
      serves: true,
      services: ['vero'],
    },
    api: {
      directory: () => Promise.resolve(directory),
      colleagues: () => Promise.resolve(colleagues),
    } as Partial<Api>,
    client: {
      state,
      connection,
      send: say,
      listen: (listener: (message: ServerMessage) => void) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      request: (message: ClientMessage) => {
        say(message)
        return Promise.resolve()
      },
      startAnew: vi.fn(),
      hurry: vi.fn(),
      probe: vi.fn(),
    },
    local,
    media: {
      received: createStore({}),
      speakers,
      text: createStore(new TextLine()),
      desk: createStore(desk),
      rtt: createStore(rtt),
      speaking: createStore(false),
      share: new ScreenShare(undefined),
      lostTexts: createStore(0),
      speak: vi.fn(),
    },
    signOut: vi.fn(),
  } as unknown as WorkspaceParts
  const container = document.createElement('div')
  container.id = 'root'
  render(
    <LocaleProvider catalogs={catalogs} language={language}>
      <WorkspaceContext value={parts}>{page}</WorkspaceContext>
    </LocaleProvider>,
    { container: document.body.appendChild(container) },
  )
  return {
    said,
    local,
    desk,
    speakers: { set: (speaking) => act(() => speakers.set(speaking)) },
    rtt,
    clock,
    tell: (...messages) =>
      act(() => {
        for (const message of messages) {
          state.set(reduce(state.get(), message, performance.now()))
          for (const listener of [...listeners]) listener(message)
        }
      }),
    connection: { set: (next) => act(() => connection.set(next)) },
  }
}
