import { useEffect, useId, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStaffLocale } from '@/locales/staff'
import { LightIcon } from '@/ui/icons'
import type { LightControl } from '../hooks/useLight'
import { AS_CAME, isAsCame, LEAST, MOST, PARTS, STEP, withPart } from '../light'
import './light.css'

const percent = (value: number): string => `${Math.round(value * 100)}\u00a0%`

/** Brightness and contrast of the document, for this person only. */
export function LightTools({ light, set }: LightControl): ReactElement {
  const { t } = useStaffLocale()
  const [open, setOpen] = useState(false)
  const sliders = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    const { current } = sliders
    if (!current) return undefined
    // Else the arrows would move the paper, which listens around them.
    const own = (event: KeyboardEvent): void => event.stopPropagation()
    current.addEventListener('keydown', own)
    return () => current.removeEventListener('keydown', own)
  }, [open])
  return (
    <div className="light">
      <Button
        variant="secondary"
        icon={<LightIcon />}
        aria-expanded={open}
        aria-controls={`${id}-panel`}
        onClick={() => setOpen(!open)}
      >
        {t('light.heading')}
      </Button>
      <div id={`${id}-panel`} className="light-panel" hidden={!open}>
        {open && (
          <div ref={sliders}>
            {PARTS.map((part) => (
              <label key={part} className="light-part">
                {t(`light.${part}`)}
                <input
                  type="range"
                  min={LEAST}
                  max={MOST}
                  step={STEP}
                  value={light[part]}
                  aria-valuetext={percent(light[part])}
                  onChange={({ target }) => set(withPart(light, part, Number(target.value)))}
                />
              </label>
            ))}
          </div>
        )}
        <Button
          variant="secondary"
          aria-keyshortcuts="n"
          aria-disabled={isAsCame(light)}
          onClick={() => set(AS_CAME)}
        >
          {t('light.reset')}
        </Button>
      </div>
      <p role="status" className="paper-hint">
        {!isAsCame(light) &&
          t('light.now', {
            brightness: percent(light.brightness),
            contrast: percent(light.contrast),
          })}
      </p>
    </div>
  )
}
