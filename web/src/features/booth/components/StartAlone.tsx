import { useCallback, useState } from 'react'
import type { ReactElement } from 'react'
import { isLanguage } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { FEW_LANGUAGES, InAll, MoreButton, MoreLanguages, Speak } from './MoreLanguages'

/** Nobody has chosen a language yet: the welcome stands in all three, each language by its name. */
export function StartAlone({ spoken }: { spoken: readonly string[] }): ReactElement {
  const [more, setMore] = useState(false)
  const close = useCallback(() => setMore(false), [])
  const others = spoken.filter((tag) => !isLanguage(tag))
  if (more && others.length > 0) return <MoreLanguages others={others} onClose={close} />
  return <Welcome spoken={spoken} others={others} onMore={() => setMore(true)} />
}

interface Props {
  spoken: readonly string[]
  others: readonly string[]
  onMore: () => void
}

function Welcome({ spoken, others, onMore }: Props): ReactElement {
  const { t } = useBoothLocale()
  const title = useFocusOnShow()
  const few = others.length <= FEW_LANGUAGES
  return (
    <div className="booth-start booth-welcome">
      <h1 ref={title} tabIndex={-1}>
        <InAll text="start.heading" />
      </h1>
      <p className="booth-lead">
        <InAll text="start.touch" />
      </p>
      <div className="booth-speak" role="group" aria-label={t('booth.language')}>
        {spoken.filter(isLanguage).map((tag) => (
          <Speak key={tag} tag={tag} />
        ))}
      </div>
      {few && others.length > 0 && (
        <div className="booth-speak booth-speak-others" role="group" aria-label={t('start.others')}>
          {others.map((tag) => (
            <Speak key={tag} tag={tag} />
          ))}
        </div>
      )}
      {!few && <MoreButton others={others} onOpen={onMore} />}
    </div>
  )
}
