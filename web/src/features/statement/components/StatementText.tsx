import type { ReactElement } from 'react'
import type { Language } from '@/i18n/languages'
import { catalogs, type StatementKey } from '@/locales/statement'

const KNOWN = ['picture', 'captions', 'shared'] as const

interface Props {
  language: Language
  /** Where feedback goes to; none when nobody has set it up. */
  feedback: string
  /** Of its parts; the title stands in the page around it. */
  heading: 'h2' | 'h3'
}

/** What law 306/2019 wants told about accessibility, and to whom one may write. */
export function StatementText({ language, feedback, heading: Heading }: Props): ReactElement {
  const t = (key: StatementKey): string => catalogs[language][key]
  return (
    <>
      <p>{t('statement.about')}</p>
      <Heading>{t('statement.state.heading')}</Heading>
      <p>{t('statement.state.text')}</p>
      <ul>
        {KNOWN.map((each) => (
          <li key={each}>{t(`statement.state.${each}`)}</li>
        ))}
      </ul>
      <Heading>{t('statement.feedback.heading')}</Heading>
      <p>{t('statement.feedback.text')}</p>
      <p>
        {feedback ? (
          <>
            {t('statement.feedback.address')} <strong>{feedback}</strong>
          </>
        ) : (
          t('statement.feedback.none')
        )}
      </p>
      <Heading>{t('statement.authority.heading')}</Heading>
      <p>{t('statement.authority.text')}</p>
      <Heading>{t('statement.made.heading')}</Heading>
      <p>{t('statement.made.text')}</p>
    </>
  )
}
