import { useId, useState } from 'react'
import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useClerkLocale } from '@/locales/clerk'
import { hasWishes, MOST_ALSO, type Wishes } from '../wishes'
import { PersonChoice } from './PersonChoice'

interface Props {
  service: Service
  wishes: Wishes
  onChange: (wishes: Wishes) => void
}

/** More exact wishes, for those who have them: urgent, somebody by name, other languages. */
export function SummonWishes({ service, wishes, onChange }: Props): ReactElement {
  const { t } = useClerkLocale()
  const [open, setOpen] = useState(false)
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('wishes.heading')}
        {hasWishes(wishes) && <strong className="wishes-set"> {t('wishes.set')}</strong>}
      </summary>
      {open && <Choices service={service} wishes={wishes} onChange={onChange} />}
    </details>
  )
}

function Choices({ service, wishes, onChange }: Props): ReactElement {
  const { t } = useClerkLocale()
  const languageName = useLanguageName()
  const heading = useId()
  const wish = (tag: string, on: boolean): void => {
    const others = wishes.also.filter((each) => each !== tag)
    onChange({ ...wishes, also: on ? [...others, tag] : others })
  }
  return (
    <div className="wishes">
      <Check
        label={t('wishes.urgent')}
        checked={wishes.urgent}
        onChange={(urgent) => onChange({ ...wishes, urgent })}
      />
      <PersonChoice
        service={service.id}
        person={wishes.person}
        onChange={(person) => onChange({ ...wishes, person })}
      />
      {service.languages.length > 1 && (
        <div role="group" aria-labelledby={heading}>
          <p id={heading} className="wishes-label">
            {t('wishes.also')}
          </p>
          <div className="wishes-also">
            {service.languages.map((tag) => (
              <Check
                key={tag}
                label={languageName(tag)}
                checked={wishes.also.includes(tag)}
                disabled={wishes.also.length >= MOST_ALSO && !wishes.also.includes(tag)}
                onChange={(on) => wish(tag, on)}
              />
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

interface CheckProps {
  label: string
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}

function Check({ label, checked, disabled = false, onChange }: CheckProps): ReactElement {
  return (
    <label className="wishes-check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  )
}
