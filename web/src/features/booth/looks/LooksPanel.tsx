import { useEffect, useRef } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState, LooksShown } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'

interface Props {
  state: BoothState
  onClose: () => void
}

/** Larger text, high contrast, one's own picture: for this visit. */
export function LooksPanel({ state, onClose }: Props): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose()
  }
  const { size, contrast, own_picture } = state.looks
  const look = (wish: Partial<Omit<LooksShown, 'sizes'>>): void =>
    link.send({ type: 'booth.looks', size, contrast, own_picture, ...wish })
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it
    <section className="booth-hearing" aria-labelledby="looks-heading" onKeyDown={closeByKey}>
      <h2 id="looks-heading" ref={heading} tabIndex={-1}>
        {t('looks.heading')}
      </h2>
      <TextSize looks={state.looks} onSize={(chosen) => look({ size: chosen })} />
      <div className="booth-hearing-row">
        <button
          type="button"
          className="booth-toggle"
          aria-pressed={contrast}
          onClick={() => look({ contrast: !contrast })}
        >
          {t('looks.contrast')}
        </button>
        {state.screen === 'conversation' && (
          <button
            type="button"
            className="booth-toggle"
            aria-pressed={own_picture}
            onClick={() => look({ own_picture: !own_picture })}
          >
            {t('looks.own')}
          </button>
        )}
      </div>
      <div className="booth-hearing-row">
        <span className="booth-hearing-after">{t('sound.after')}</span>
        <button type="button" className="booth-hearing-close" onClick={onClose}>
          {t('sound.close')}
        </button>
      </div>
    </section>
  )
}

interface SizeProps {
  looks: LooksShown
  onSize: (size: number) => void
}

function TextSize({ looks, onSize }: SizeProps): ReactElement {
  const { t } = useBoothLocale()
  const at = Math.max(0, looks.sizes.indexOf(looks.size))
  const step = (by: number): void => {
    const size = looks.sizes[at + by]
    if (size !== undefined) onSize(size)
  }
  return (
    <div className="booth-hearing-row" role="group" aria-label={t('looks.size')}>
      {/* Disabled for real, the button at the end would lose the focus of who presses it. */}
      <button type="button" className="booth-step" aria-disabled={at === 0} onClick={() => step(-1)}>
        <span aria-hidden="true">−</span> {t('looks.smaller')}
      </button>
      <span className="booth-loudness" role="status">
        {t('sound.level', { level: at + 1, of: looks.sizes.length })}
      </span>
      <button
        type="button"
        className="booth-step"
        aria-disabled={at === looks.sizes.length - 1}
        onClick={() => step(1)}
      >
        <span aria-hidden="true">+</span> {t('looks.larger')}
      </button>
    </div>
  )
}
