import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { Languages } from './Languages'

export function Start(): ReactElement {
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
