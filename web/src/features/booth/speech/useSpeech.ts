import { useEffect, useRef } from 'react'
import { lazily } from '@/lib/lazily'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import type { ScreenReader } from './screenReader'

/** Most residents read for themselves. */
const reading = lazily(() => import('./screenReader'))

/** Has the terminal speak what the screen says, while the resident wants it. */
export function useSpeech(state: BoothState): void {
  const link = useTerminal()
  const { t } = useBoothLocale()
  const now = useRef({ t, sparing: false })
  useEffect(() => {
    now.current = { t, sparing: state.screen === 'conversation' }
  })
  const on = state.speech.state === 'on'
  useEffect(() => {
    if (!on) return undefined
    let reader: ScreenReader | null = null
    let wanted = true
    const read = (code: typeof import('./screenReader')): void => {
      if (!wanted) return
      reader = new code.ScreenReader(document, {
        say: (pieces, interrupts) => link.send({ type: 'booth.say', pieces, interrupts }),
        hush: () => link.send({ type: 'booth.hush' }),
        words: () => now.current.t,
        sparing: () => now.current.sparing,
      })
      const { t: words, sparing } = now.current
      reader.start(words(sparing ? 'speech.on' : 'speech.greeting'))
    }
    const here = reading.now()
    if (here) read(here)
    else void reading.fetch().then(read)
    return () => {
      wanted = false
      reader?.stop()
    }
  }, [link, on])
}

/** The speech key switches it; while it is on, Page Up and Page Down make it louder or quieter. */
export function useSpeechKeys({ speech, hearing }: BoothState, asked: (db: number) => void): void {
  const link = useTerminal()
  const { state, key } = speech
  const { loudness_db: loudness, loudnesses_db: all } = hearing
  useEffect(() => {
    const step = (by: number): void => {
      const db = all[all.indexOf(loudness) + by]
      if (db === undefined) return
      asked(db)
      link.send({ type: 'booth.loudness', db })
    }
    const pressed = (event: KeyboardEvent): void => {
      if (state !== 'on' && state !== 'off') return
      const louder = state === 'on' && event.key === 'PageUp'
      const quieter = state === 'on' && event.key === 'PageDown'
      if (!louder && !quieter && event.key !== key) return
      event.preventDefault()
      if (louder) step(1)
      else if (quieter) step(-1)
      else if (!event.repeat) link.send({ type: 'booth.speech', on: state === 'off' })
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [link, state, key, loudness, all, asked])
}
