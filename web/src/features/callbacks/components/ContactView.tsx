import { useState } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useExpertLocale } from '@/locales/expert'
import type { Contact } from '@/protocol/server'

/** Name, telephone and e-mail of whom to reach, to click or to copy. */
export function ContactView({ contact }: { contact: Contact }): ReactElement {
  const { t } = useExpertLocale()
  const { name, phone, email } = contact
  return (
    <dl className="callback-contact">
      {name && (
        <>
          <dt>{t('callback.name')}</dt>
          <dd>{name}</dd>
        </>
      )}
      {phone && (
        <>
          <dt>{t('callback.phone')}</dt>
          <dd>
            <a href={`tel:${phone.replace(/[^+0-9]/g, '')}`}>{phone}</a>
            <Copy text={phone} label={t('callback.copyPhone')} />
          </dd>
        </>
      )}
      {email && (
        <>
          <dt>{t('callback.email')}</dt>
          <dd>
            <a href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>{email}</a>
            <Copy text={email} label={t('callback.copyEmail')} />
          </dd>
        </>
      )}
    </dl>
  )
}

function Copy({ text, label }: { text: string; label: string }): ReactElement | null {
  const { t } = useExpertLocale()
  const [copied, setCopied] = useState(false)
  // Over plain http there is no clipboard to write to.
  if (!('clipboard' in navigator)) return null
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <>
      <Button variant="secondaryNoBorder" onClick={copy} aria-label={label}>
        {t('callback.copy')}
      </Button>
      <span role="status" className="quiet">
        {copied && t('callback.copied')}
      </span>
    </>
  )
}
