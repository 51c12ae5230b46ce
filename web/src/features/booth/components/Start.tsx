import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { Languages } from './Languages'
import { StartAlone } from './StartAlone'

/** A free booth: whoever comes chooses a language, and a clerk or the resident goes on. */
export function Start({ state }: { state: BoothState }): ReactElement {
  return state.spoken.length > 0 ? (
    <StartAlone spoken={state.spoken} />
  ) : (
    <StartWithClerk />
  )
}

function StartWithClerk(): ReactElement {
  const { t } = useBoothLocale()
  const title = useFocusOnShow()
  return (
    <div className="booth-start">
      <h1 ref={title} tabIndex={-1}>
        {t('start.heading')}
      </h1>
      <p className="booth-lead">{t('start.text')}</p>
      <Languages large />
      <ol className="booth-steps">
        <li>{t('start.step1')}</li>
        <li>{t('start.step2')}</li>
        <li>{t('start.step3')}</li>
      </ol>
      <p className="booth-privacy">{t('start.privacy')}</p>
    </div>
  )
}
