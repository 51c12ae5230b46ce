import { useEffect, useRef } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { HearingShown } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { Outputs } from './Outputs'

interface Props {
  hearing: HearingShown
  onClose: () => void
}

/** Louder, clearer, or with headphones: for this visit. */
export function HearingPanel({ hearing, onClose }: Props): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose()
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it
    <section className="booth-hearing" aria-labelledby="hearing-heading" onKeyDown={closeByKey}>
      <h2 id="hearing-heading" ref={heading} tabIndex={-1}>
        {t('sound.heading')}
      </h2>
      <Loudness hearing={hearing} />
      <div className="booth-hearing-row">
        <button
          type="button"
          className="booth-toggle"
          aria-pressed={hearing.clear}
          aria-describedby="clear-hint"
          onClick={() => link.send({ type: 'booth.clear', on: !hearing.clear })}
        >
          {t('sound.clear')}
        </button>
        <span id="clear-hint">{t('sound.clearHint')}</span>
      </div>
      <Outputs outputs={hearing.outputs} />
      <div className="booth-hearing-row">
        <span className="booth-hearing-after">{t('sound.after')}</span>
        <button type="button" className="booth-hearing-close" onClick={onClose}>
          {t('sound.close')}
        </button>
      </div>
    </section>
  )
}

function Loudness({ hearing }: { hearing: HearingShown }): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const { loudness_db: now, loudnesses_db: all } = hearing
  const at = Math.max(0, all.indexOf(now))
  const step = (by: number): void => {
    const db = all[at + by]
    if (db !== undefined) link.send({ type: 'booth.loudness', db })
  }
  return (
    <div className="booth-hearing-row" role="group" aria-label={t('sound.loudness')}>
      {/* Disabled for real, the button at the end would lose the focus of who presses it. */}
      <button type="button" className="booth-step" aria-disabled={at === 0} onClick={() => step(-1)}>
        <span aria-hidden="true">−</span> {t('sound.quieter')}
      </button>
      <span className="booth-loudness">
        <span className="booth-loudness-bars" aria-hidden="true">
          {all.map((db, each) => (
            <span key={db} className={each <= at ? 'on' : ''} />
          ))}
        </span>
        <span role="status">
          {t('sound.level', { level: at + 1, of: all.length })}
          {now === 0 && ` (${t('sound.usual')})`}
        </span>
      </span>
      <button
        type="button"
        className="booth-step"
        aria-disabled={at === all.length - 1}
        onClick={() => step(1)}
      >
        <span aria-hidden="true">+</span> {t('sound.louder')}
      </button>
    </div>
  )
}
