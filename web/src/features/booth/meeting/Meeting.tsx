import type { ReactElement, ReactNode } from 'react'
import { nameIn } from '@/i18n/languages'
import { directionOf, isSigned } from '@/i18n/ownName'
import { useBoothLocale } from '@/locales/booth'
import { ownWords } from '@/locales/own'
import type { BoothState, Choosing, ServiceCard } from '@/protocol/booth-to-page'
import { CameraIcon, VoiceIcon } from '@/ui/icons'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'

interface Props {
  state: BoothState
  choosing: Choosing
  card: ServiceCard
}

/** Before the camera opens: who will see and hear the resident, and whether they are to see. */
export function Meeting({ state, choosing, card }: Props): ReactElement {
  const { t, language } = useBoothLocale()
  const title = useFocusOnShow()
  const [first, ...others] = choosing.meets.map((role) => t(`role.${role}`))
  const camera = state.picture !== 'none'
  return (
    <div className="booth-choice booth-meeting">
      <h1 ref={title} tabIndex={-1}>
        {t('meeting.heading')}
      </h1>
      <div className="booth-meeting-who">
        <ul className="booth-meets">
          <li>{t('meeting.of', { role: first ?? '', service: nameIn(card.name, language) })}</li>
          {others.map((role) => (
            <li key={role}>{role}</li>
          ))}
        </ul>
        <Own choosing={choosing} />
      </div>
      <p>
        {t('meeting.notRecorded')} {camera && t('meeting.closed')}
      </p>
      <div className="booth-meeting-ways">
        {camera && <Way choosing={choosing} picture icon={<CameraIcon />} />}
        <Way choosing={choosing} picture={false} icon={<VoiceIcon />} />
      </div>
      <p>
        {camera && t('meeting.change')} {state.devices.document !== 'off' && t('meeting.paper')}
      </p>
    </div>
  )
}

/** The same in the resident's own language, where an interpreter comes along. */
function Own({ choosing }: { choosing: Choosing }): ReactElement | null {
  const { spoken, meets } = choosing
  const words = meets.includes('interpreter') ? ownWords(spoken) : null
  if (!words) return null
  return (
    <div lang={spoken} dir={directionOf(spoken)} className="booth-own">
      <p>{meets.includes('clerk') ? words.clerk : words.expert}</p>
      <p>{words.notRecorded}</p>
    </div>
  )
}

interface WayProps {
  choosing: Choosing
  picture: boolean
  icon: ReactNode
}

function Way({ choosing, picture, icon }: WayProps): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const word = picture ? 'picture' : 'voice'
  // Whoever signs has no voice to offer instead, but may write.
  const said = !picture && isSigned(choosing.spoken) ? 'unseen' : word
  const own = choosing.meets.includes('interpreter') ? ownWords(choosing.spoken)?.[word] : null
  return (
    <button
      type="button"
      className="booth-ask booth-way"
      onClick={() => link.send({ type: 'booth.meet', picture })}
    >
      {icon}
      <span>
        {t(`meeting.${said}`)}
        {own && (
          <span lang={choosing.spoken} dir={directionOf(choosing.spoken)} className="booth-way-own">
            {own}
          </span>
        )}
        <small>{t(`meeting.${said}Hint`)}</small>
      </span>
    </button>
  )
}
