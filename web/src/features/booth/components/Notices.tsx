import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { useNotedSound } from '../sound/useSound'
import { brokenDevices } from '../trouble'

/** What does not work just now, calmly, and what it means. */
export function Notices({ state }: { state: BoothState }): ReactElement {
  const { t } = useBoothLocale()
  const sound = useNotedSound()
  // The picture itself says it when both are interrupted.
  const said = state.counterparts.some(({ path }) => path === 'interrupted')
  const away = state.link === 'reconnecting' && !said
  const broken = state.screen === 'ended' ? [] : brokenDevices(state.devices)
  return (
    <div className="booth-notices" role="status">
      {away && (
        <p>{state.screen === 'start' ? t('notice.offline') : t('notice.reconnecting')}</p>
      )}
      {state.screen === 'start' && state.speech.state === 'missing' && (
        <p>{t('speech.missing')}</p>
      )}
      {broken.map((device) => (
        <p key={device}>{t(`notice.${device}`)}</p>
      ))}
      {sound.unheard && <p>{t('notice.unheard')}</p>}
      {sound.trouble && <p>{t(`notice.sound.${sound.trouble}`)}</p>}
    </div>
  )
}
