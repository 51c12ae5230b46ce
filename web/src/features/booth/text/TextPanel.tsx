import { useEffect, useId, useRef } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { RttLog } from '@/features/rtt/components/RttLog'
import { useStore } from '@/lib/store'
import { useBoothLocale } from '@/locales/booth'
import { LINE_CHARACTERS } from '@/media/t140'
import type { BoothState } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { RESIDENT } from './boothText'
import { Keyboard } from './Keyboard'

interface Props {
  state: BoothState
  onClose: () => void
}

/** Writing beside the voice: each sees what the others write while they write it. */
export function TextPanel({ state, onClose }: Props): ReactElement {
  const { t } = useBoothLocale()
  const { text } = useTerminal()
  const { transcript, line } = useStore(text.state)
  const id = useId()
  const input = useRef<HTMLTextAreaElement>(null)
  useEffect(() => input.current?.focus(), [])
  const nameOf = (who: string): string =>
    state.counterparts.find(({ participant }) => participant === who)?.name ?? t('text.left')
  const press = (event: KeyboardEvent): void => {
    // While letters are being composed, Enter only ends that.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    text.write(`${line}\n`)
  }
  return (
    <section className="booth-text" aria-labelledby={`${id}-heading`}>
      <div className="booth-text-said">
        <div className="booth-text-top">
          <h2 id={`${id}-heading`}>{t('text.heading')}</h2>
          <button type="button" className="booth-text-close" onClick={onClose}>
            {t('text.close')}
          </button>
        </div>
        <RttLog
          lines={transcript.lines}
          me={RESIDENT}
          nameOf={nameOf}
          byLine={false}
          words={{
            log: t('text.log'),
            none: t('text.none'),
            you: t('text.you'),
            typing: (name) => t('text.typing', { name }),
            missing: t('text.missing'),
          }}
        />
        <label htmlFor={`${id}-line`}>{t('text.write')}</label>
        <textarea
          ref={input}
          id={`${id}-line`}
          rows={1}
          inputMode="none"
          autoComplete="off"
          spellCheck={false}
          value={line}
          maxLength={LINE_CHARACTERS - 1}
          onChange={(event) => text.write(event.target.value)}
          onKeyDown={press}
        />
      </div>
      <Keyboard line={line} onChange={(now) => text.write(now)} />
    </section>
  )
}
