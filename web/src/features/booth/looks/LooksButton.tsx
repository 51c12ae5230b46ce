import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { LooksPanel } from '../later'

/** Where the focus goes when what it stood on is put away. */
export const LOOKS_BUTTON = 'booth-looks-open'

/** Text size and contrast, in the same corner of every screen. */
export function LooksButton({ state }: { state: BoothState }): ReactElement {
  const { t } = useBoothLocale()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const whole = useRef<HTMLDivElement>(null)
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  useEffect(() => {
    if (!open) return undefined
    // Another panel may open at the same place.
    const touched = (event: PointerEvent): void => {
      if (event.target instanceof Node && !whole.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', touched)
    return () => document.removeEventListener('pointerdown', touched)
  }, [open])
  return (
    <div className="booth-looks" ref={whole}>
      <button
        ref={button}
        id={LOOKS_BUTTON}
        type="button"
        className="booth-sound-open"
        aria-expanded={open}
        aria-controls="booth-looks-panel"
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true" className="booth-looks-sign">
          A<small>A</small>
        </span>
        <span className="visually-hidden">{t('looks.heading')}</span>
      </button>
      <div id="booth-looks-panel">{open && <LooksPanel state={state} onClose={close} />}</div>
    </div>
  )
}
