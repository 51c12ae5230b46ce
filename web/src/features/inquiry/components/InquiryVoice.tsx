import type { ReactElement } from 'react'
import { Button, InlineAlert } from 'suomifi-ui-components'
import { RemoteAudio } from '@/features/conversation/components/RemoteAudio'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { Member } from '@/protocol/server'
import { MicrophoneIcon } from '@/ui/icons'

interface Props {
  other: Member
  besideResident: boolean
}

/** Voice, off at first: until a person switches theirs on, the page neither hears nor plays. */
export function InquiryVoice({ other, besideResident }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { media, local } = useWorkspace()
  const on = useStore(media.speaking)
  const { voice } = useStore(local.state)
  const track = useStore(media.received)[other.participant]?.tracks.voice
  const both = on && other.sending.voice
  return (
    <div className="inquiry-voice">
      <p role="status" className={other.sending.voice && !on ? 'inquiry-wanted' : ''}>
        {both ? t('inquiry.voice.both') : t(voiceText(), { name: other.name })}
      </p>
      {besideResident && <p className="quiet">{t('inquiry.voice.desk')}</p>}
      <Button
        variant={other.sending.voice && !on ? 'default' : 'secondary'}
        icon={<MicrophoneIcon off={on} />}
        onClick={() => media.speak(!on)}
      >
        {on ? t('inquiry.voice.switchOff') : t('inquiry.voice.switchOn')}
      </Button>
      <div role="status">
        {on && voice.problem && (
          <InlineAlert status="warning">
            <p>{t(`device.voice.${voice.problem}`)}</p>
            <p>{t('inquiry.voice.others')}</p>
            <Button variant="secondaryNoBorder" onClick={() => void local.want('voice', true)}>
              {t('device.again')}
            </Button>
          </InlineAlert>
        )}
      </div>
      {on && track && <RemoteAudio track={track} />}
    </div>
  )

  function voiceText(): 'inquiry.voice.off' | 'inquiry.voice.wanted' | 'inquiry.voice.alone' {
    if (on) return 'inquiry.voice.alone'
    return other.sending.voice ? 'inquiry.voice.wanted' : 'inquiry.voice.off'
  }
}
