import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { CameraIcon } from '@/ui/icons'
import { useTerminal } from '../context'
import { LOOKS_BUTTON } from '../looks/LooksButton'
import { Picture } from './Picture'

/** The resident as the others see them, small, or that they do not; can be put away. */
export function OwnFace({ state }: { state: BoothState }): ReactElement | null {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const { size, contrast, own_picture } = state.looks
  if (!own_picture) return null
  const hide = (): void => {
    link.send({ type: 'booth.looks', size, contrast, own_picture: false })
    document.getElementById(LOOKS_BUTTON)?.focus()
  }
  return (
    <figure className="booth-own-face">
      {state.picture === 'given' ? (
        <Picture kind="own_face" label={t('looks.own')} className="booth-mirror" />
      ) : (
        <p role="status">
          <CameraIcon off /> {t('looks.unseen')}
        </p>
      )}
      <button type="button" aria-label={t('looks.hideOwn')} onClick={hide}>
        <span aria-hidden="true">✕</span> {t('looks.hide')}
      </button>
    </figure>
  )
}
