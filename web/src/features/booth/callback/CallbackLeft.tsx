import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { CallbackShown } from '@/protocol/booth-to-page'
import { Message } from '../components/Message'
import { useWindowWords } from './useWindowWords'

/** It is left; the number is shown no more. The terminal goes back to the start after a while. */
export function CallbackLeft({ callback }: { callback: CallbackShown }): ReactElement {
  const { t } = useBoothLocale()
  const words = useWindowWords()
  return (
    <Message
      heading={t('callback.left')}
      text={t('callback.leftText', { window: words(callback.window) })}
    />
  )
}
