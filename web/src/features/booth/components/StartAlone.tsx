import type { ReactElement } from 'react'
import { isLanguage, LANGUAGES } from '@/i18n/languages'
import { ownName } from '@/i18n/ownName'
import { catalogs, useBoothLocale } from '@/locales/booth'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'

/** Nobody has chosen a language yet: the welcome stands in all three, each language by its name. */
export function StartAlone({ spoken }: { spoken: readonly string[] }): ReactElement {
  const { t } = useBoothLocale()
  const title = useFocusOnShow()
  const own = spoken.filter(isLanguage)
  const others = spoken.filter((tag) => !isLanguage(tag))
  return (
    <div className="booth-start booth-welcome">
      <h1 ref={title} tabIndex={-1}>
        <InAll text="start.heading" />
      </h1>
      <p className="booth-lead">
        <InAll text="start.touch" />
      </p>
      <div className="booth-speak" role="group" aria-label={t('booth.language')}>
        {own.map((tag) => (
          <Speak key={tag} tag={tag} />
        ))}
      </div>
      {others.length > 0 && (
        <div className="booth-speak booth-speak-others" role="group" aria-label={t('start.others')}>
          {others.map((tag) => (
            <Speak key={tag} tag={tag} />
          ))}
        </div>
      )}
    </div>
  )
}

function InAll({ text }: { text: 'start.heading' | 'start.touch' }): ReactElement {
  return (
    <>
      {LANGUAGES.map((language, nth) => (
        <span key={language} lang={language}>
          {nth > 0 && ' · '}
          {catalogs[language][text]}
        </span>
      ))}
    </>
  )
}

function Speak({ tag }: { tag: string }): ReactElement {
  const link = useTerminal()
  return (
    <button
      type="button"
      lang={tag}
      dir="auto"
      onClick={() => link.send({ type: 'booth.speak', language: tag })}
    >
      {ownName(tag)}
    </button>
  )
}
