import { useEffect, useId, useRef, useState } from 'react'
import type { ReactElement, SyntheticEvent } from 'react'
import { Button, TextInput } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useClerkLocale } from '@/locales/clerk'
import { contactOf, type ContactFields, noContact, problemsOf } from '../contact'
import { useLeaveCallback } from '../hooks/useLeaveCallback'
import { useWindowText } from '../hooks/useWindowText'
import { Choice } from './Choice'

interface Props {
  service: string
  serviceName: string
  languages: readonly string[]
  terminal: string | null
  onDone: () => void
  onCancel: () => void
}

/** How to reach the resident, in which language, and when. */
export function CallbackForm(props: Props): ReactElement {
  const { service, serviceName, languages, terminal, onDone, onCancel } = props
  const { t } = useClerkLocale()
  const languageName = useLanguageName()
  const windowText = useWindowText()
  const { windows, leave, busy, failure } = useLeaveCallback(service)
  const [fields, setFields] = useState<ContactFields>(noContact)
  const [language, setLanguage] = useState(languages[0] ?? 'fi')
  const [chosen, setChosen] = useState(0)
  const [checked, setChecked] = useState(false)
  const heading = useId()
  const first = useRef<HTMLInputElement>(null)
  const phone = useRef<HTMLInputElement>(null)
  const email = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const problems = problemsOf(fields)
  const window = windows?.[chosen] ?? null
  const send = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault()
    setChecked(true)
    if (problems.has('phone') || problems.has('neither')) return phone.current?.focus()
    if (problems.has('email')) return email.current?.focus()
    if (!window) return
    const left = { service, language, terminal, contact: contactOf(fields) }
    if (await leave(left, window)) onDone()
  }
  const field = (name: keyof ContactFields) => (value: unknown) =>
    setFields({ ...fields, [name]: typeof value === 'string' ? value : '' })
  const wrong = (name: 'phone' | 'email'): string => {
    if (!checked) return ''
    if (problems.has(name)) return t(`callback.wrong.${name}`)
    return name === 'phone' && problems.has('neither') ? t('callback.wrong.neither') : ''
  }
  return (
    <form className="callback-form" aria-labelledby={heading} noValidate onSubmit={(e) => void send(e)}>
      <h5 id={heading}>{t('callback.heading', { service: serviceName })}</h5>
      <p className="quiet">{t('callback.intro')}</p>
      <TextInput
        ref={first}
        labelText={t('callback.name')}
        optionalText={t('callback.optional')}
        value={fields.name}
        maxLength={80}
        autoComplete="off"
        fullWidth
        onChange={field('name')}
      />
      <TextInput
        ref={phone}
        type="tel"
        labelText={t('callback.phone')}
        value={fields.phone}
        maxLength={30}
        autoComplete="off"
        fullWidth
        onChange={field('phone')}
        {...errorOf(wrong('phone'))}
      />
      <TextInput
        ref={email}
        type="email"
        labelText={t('callback.email')}
        optionalText={t('callback.instead')}
        value={fields.email}
        maxLength={254}
        autoComplete="off"
        fullWidth
        onChange={field('email')}
        {...errorOf(wrong('email'))}
      />
      {languages.length > 1 && (
        <Choice label={t('callback.language')} value={language} onChange={setLanguage}>
          {languages.map((tag) => (
            <option key={tag} value={tag}>
              {languageName(tag)}
            </option>
          ))}
        </Choice>
      )}
      {windows !== null && windows.length === 0 && <p role="status">{t('callback.noWindows')}</p>}
      {windows !== null && windows.length > 0 && (
        <Choice
          label={t('callback.window')}
          value={String(chosen)}
          onChange={(value) => setChosen(Number(value))}
        >
          {windows.map((each, index) => (
            <option key={each.opens_in_s} value={index}>
              {windowText(each)}
            </option>
          ))}
        </Choice>
      )}
      <FailureNote failure={failure} />
      <div className="row">
        <Button type="submit" disabled={busy || !window}>
          {t('callback.send')}
        </Button>
        <Button type="button" variant="secondaryNoBorder" onClick={onCancel}>
          {t('callback.cancel')}
        </Button>
      </div>
    </form>
  )
}

function errorOf(statusText: string): { status: 'error'; statusText: string } | object {
  return statusText ? { status: 'error', statusText } : {}
}
