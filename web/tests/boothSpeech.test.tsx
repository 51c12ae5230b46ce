import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Booth } from '@/features/booth/components/Booth'
import { messages, read } from '@/features/booth/speech/reading'
import type { BoothState, Choosing } from '@/protocol/booth-to-page'
import type { FromBooth, Spoken } from '@/protocol/booth-to-terminal'
import { counterpart, usualLooks } from './support/booth'
import { FakeSocket } from './support/socket'

let socket: FakeSocket
const names = (fi: string) => ({ fi, sv: `${fi} på svenska`, en: `${fi} in English` })

const state = (given: Partial<BoothState> = {}): BoothState => ({
  type: 'booth.state',
  screen: 'start',
  language: 'fi',
  link: 'online',
  terminal_name: null,
  place_name: null,
  service_name: null,
  counterparts: [],
  position: null,
  wait: null,
  reason: null,
  feedback: null,
  devices: { face: 'live', document: 'live', microphone: 'live', loudspeaker: 'live' },
  spoken: [],
  choosing: null,
  hearing: { loudness_db: 0, loudnesses_db: [-6, 0, 6, 12], clear: false, outputs: [] },
  speech: { state: 'on', key: 'F2' },
  picture: 'given',
  looks: usualLooks,
  ...given,
})

const choosing: Choosing = {
  step: 'services',
  spoken: 'fi',
  themes: [],
  theme: names('Rahat'),
  services: ['vero', 'kela'].map((id) => ({
    id,
    name: names(id === 'vero' ? 'Verotus' : 'Tuet'),
    languages: ['fi'],
    availability: null,
  })),
  chosen: null,
  help: null,
  interpreter: null,
  meets: [],
  why: null,
  callbacks: false,
  callback: null,
  idle_left_s: null,
}

const tell = (told: BoothState): void =>
  act(() => socket.onmessage?.({ data: JSON.stringify(told) }))

const sent = (): FromBooth[] => [...(socket.sent as unknown as FromBooth[])]

/** What was said since the last look, and whether it took the place of what was being said. */
const said = (): { text: string; first: boolean; languages: string[] } => {
  const says = sent().filter((each) => each.type === 'booth.say')
  socket.sent.length = 0
  const pieces: Spoken[] = says.flatMap((each) => each.pieces)
  return {
    text: pieces.map(({ text }) => text).join(' | '),
    first: says[0]?.interrupts === true,
    languages: pieces.map(({ language }) => language),
  }
}

async function hears(text: string | RegExp): Promise<ReturnType<typeof said>> {
  let all = ''
  let last: ReturnType<typeof said> = { text: '', first: false, languages: [] }
  await waitFor(() => {
    const now = said()
    if (now.text) last = now
    all += ` ${now.text}`
    expect(all).toMatch(text)
  })
  return { ...last, text: all }
}

beforeEach(() => {
  vi.stubGlobal(
    'WebSocket',
    Object.assign(
      vi.fn(function () {
        socket = new FakeSocket('')
        return socket
      }),
      { OPEN: 1 },
    ),
  )
  cleanup()
  render(<Booth />)
  act(() => socket.opens())
})

describe('what is spoken of each screen', () => {
  it('greets, reads the screen, and counts what can be chosen', async () => {
    tell(state())
    const heard = await waitFor(() => {
      const now = said()
      expect(now.text).not.toBe('')
      return now
    })
    expect(heard.text).toMatch(/luetaan nyt ääneen.*Tervetuloa\. Valitse kieli.*3 valintaa\./)
    expect(heard.text).not.toContain('Svenska')
    expect(heard.first).toBe(true)
  })

  it('says a welcome in three languages, each by its own voice', async () => {
    tell(state({ spoken: ['fi', 'sv', 'en', 'ar'] }))
    const heard = await hears(/Välkommen/)
    expect(heard.text).not.toContain('·')
    expect(heard.languages).toEqual(expect.arrayContaining(['fi', 'sv', 'en']))
  })

  it('reads a new screen in place of what is being said', async () => {
    tell(state())
    await hears('Tervetuloa')
    tell(state({ screen: 'choosing', choosing }))
    const heard = await hears(/Rahat\. 2 valintaa/)
    expect(heard.first).toBe(true)
    tell(state({ screen: 'connecting', service_name: names('Verotus') }))
    await hears(/Otamme yhteyttä: Verotus.*Odota hetki/)
    tell(state({ screen: 'ended', reason: 'ended_by_resident' }))
    await hears(/Kiitos käynnistä.*paperisi/)
  })

  it('reads the screen anew in another language', async () => {
    tell(state())
    await hears('Tervetuloa')
    tell(state({ language: 'sv' }))
    expect((await hears('Välkommen')).languages).toContain('sv')
  })

  it('speaks only the heading of a conversation, and what is announced', async () => {
    tell(state({ screen: 'conversation', counterparts: [counterpart()] }))
    const heard = await hears('Keskustelu: Aino Mäkelä')
    expect(heard.text).not.toContain('valintaa')
    tell(
      state({ screen: 'conversation', counterparts: [counterpart()], link: 'reconnecting' }),
    )
    expect((await hears('Yhteys on hetken poikki')).first).toBe(false)
  })
})

describe('keys', () => {
  it('go through everything in the order in which it stands, and it is named', async () => {
    tell(state({ screen: 'choosing', choosing }))
    await hears('Rahat')
    await userEvent.keyboard('{ArrowDown}')
    expect((await hears('Verotus, painike, 1 / 2')).first).toBe(true)
    await userEvent.keyboard('{ArrowRight}')
    await hears('Tuet, painike, 2 / 2')
    await userEvent.keyboard('{ArrowUp}{Enter}')
    expect(sent()).toContainEqual({ type: 'booth.service', service: 'vero' })
    for (const name of ['Tuet', 'Tekstin koko', 'Ääni', 'Takaisin', 'Alkuun', 'Lue ääneen']) {
      await userEvent.keyboard('{ArrowDown}')
      expect(document.activeElement?.textContent).toContain(name)
    }
  })

  it('hush at once', async () => {
    tell(state())
    await hears('Tervetuloa')
    await userEvent.keyboard('x')
    expect(sent()).toContainEqual({ type: 'booth.hush' })
  })

  it('tell what is chosen and open', async () => {
    tell(state({ screen: 'choosing', choosing }))
    await hears('Rahat')
    screen.getByRole('button', { name: 'Suomi' }).focus()
    await hears('Kieli, Suomi, painike, valittu')
    screen.getByRole('button', { name: 'Ääni' }).focus()
    await hears('Ääni, painike, suljettu')
    await userEvent.keyboard('{Enter}')
    await hears(/Äänen säädöt/)
  })

  it('are asked about in a dialogue', async () => {
    HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
      this.open = true
      this.querySelector('button')?.focus()
    }
    tell(state({ screen: 'with_clerk' }))
    await hears('Asiantuntija on poistunut')
    await userEvent.click(screen.getByRole('button', { name: 'Lopeta' }))
    await hears('Haluatko lopettaa keskustelun?, Lopeta keskustelu, painike')
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('Lopeta keskustelu')
  })

  it('switch speech, and its loudness', async () => {
    tell(state({ speech: { state: 'off', key: 'F4' } }))
    expect(screen.getByRole('button', { name: 'Lue ääneen', pressed: false })).toBeTruthy()
    await userEvent.keyboard('{PageUp}x{F4}')
    expect(sent()).toEqual([{ type: 'booth.speech', on: true }])
    tell(state({ speech: { state: 'on', key: 'F4' } }))
    await hears('Tervetuloa')
    await userEvent.keyboard('{PageUp}')
    expect(sent()).toContainEqual({ type: 'booth.loudness', db: 6 })
    tell(
      state({
        speech: { state: 'on', key: 'F4' },
        hearing: { ...state().hearing, loudness_db: 6 },
      }),
    )
    await hears('Äänen voimakkuus 3 / 4')
    await userEvent.keyboard('{F4}')
    expect(sent()).toContainEqual({ type: 'booth.speech', on: false })
  })
})

describe('without speech', () => {
  it('nothing is said, and where it cannot be had that is told', async () => {
    tell(state({ speech: { state: 'missing', key: 'F2' } }))
    expect(screen.queryByRole('button', { name: 'Lue ääneen' })).toBeNull()
    expect(screen.getByText(/ääneen lukeminen ei juuri nyt toimi/)).toBeTruthy()
    await userEvent.keyboard('{F2}{ArrowDown}')
    expect(document.activeElement?.textContent).not.toBe('')
    expect(sent()).toEqual([])
    tell(state({ speech: { state: 'none', key: 'F2' } }))
    expect(screen.queryByText(/ääneen lukeminen/)).toBeNull()
  })
})

describe('words of the DOM', () => {
  const made = (html: string): Spoken[] => {
    document.documentElement.lang = 'fi'
    document.body.innerHTML = `<div id="x">${html}</div>`
    const element = document.querySelector('#x')
    return element ? read(element) : []
  }

  it('ends blocks as sentences, and leaves out what is hidden or a control', () => {
    const html =
      '<h1>Otsikko</h1><dl><dt>Ota esille</dt><dd>Passi <b>ja</b> kortti</dd></dl>' +
      '<p aria-hidden="true">ei</p><p hidden>ei</p><button>ei</button><p aria-live="off">ei</p>' +
      '<div role="img" aria-label="Kuva: Aino"><canvas></canvas></div><p>Valmis?</p>'
    expect(made(html)).toEqual([
      { text: 'Otsikko. Ota esille: Passi ja kortti. Kuva: Aino. Valmis?', language: 'fi' },
    ])
  })

  it('changes the voice where the language changes', () => {
    expect(made('<p>Puhelun kieli <span lang="sv">svenska</span></p>')).toEqual([
      { text: 'Puhelun kieli', language: 'fi' },
      { text: 'svenska.', language: 'sv' },
    ])
  })

  it('cuts what is long into messages that the terminal takes', () => {
    const text = `${'Pitkä lause, jossa on ääkkösiä. '.repeat(60)}${'😀a'.repeat(900)}`
    const all = messages([{ text, language: 'fi' }])
    for (const message of all) {
      const whole = JSON.stringify({ type: 'booth.say', pieces: message, interrupts: true })
      expect(new TextEncoder().encode(whole).length).toBeLessThan(4096)
      expect(message.length).toBeLessThanOrEqual(12)
      for (const piece of message) expect(Array.from(piece.text).length).toBeLessThanOrEqual(400)
    }
    expect(all.flat().length).toBeGreaterThan(4)
    expect(all[0]?.[0]?.text.endsWith('.')).toBe(true)
    expect(messages([{ text: '', language: 'fi' }])).toEqual([])
  })
})
