import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { ConsultationButtons } from '@/features/consultation/components/ConsultationButtons'
import { Stage } from '@/features/conversation/later'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { OpenInterpreter } from '@/features/interpreter/components/OpenInterpreter'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { asClock, useSecondsSince } from '@/lib/useSeconds'
import { useExpertLocale } from '@/locales/expert'
import type { RoomTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import { HangUpIcon } from '@/ui/icons'

export function ExpertConversation({ room, me }: { room: Timed<RoomTold>; me: string }): ReactElement {
  const { t, language } = useExpertLocale()
  const { client } = useWorkspace()
  const { identity } = useWorkspaceState()
  const action = useAction()
  const heading = useRef<HTMLHeadingElement>(null)
  const { told } = room
  useEffect(() => heading.current?.focus(), [])
  const hangUp = (): void => {
    void action.run(() => client.request({ type: 'room.leave', room: told.room }))
  }
  return (
    <Stage
      room={told}
      me={me}
      heading={
        <div className="row">
          <Heading variant="h3" as="h2" tabIndex={-1} ref={heading}>
            {told.service_name
              ? nameIn(told.service_name, language)
              : t('expert.conversation')}
          </Heading>
          <span className="quiet">
            {nameIn(told.place_name, language)}, {nameIn(told.terminal_name, language)}
          </span>
          <Elapsed room={room} />
          <FailureNote failure={action.failure} />
        </div>
      }
      aside={identity?.role === 'expert' && <OpenInterpreter room={told} />}
      actions={
        <>
          <ConsultationButtons room={told} me={me} />
          <Button className="hang-up" icon={<HangUpIcon />} onClick={hangUp} disabled={action.busy}>
            {t('expert.hangUp')}
          </Button>
        </>
      }
    />
  )
}

function Elapsed({ room }: { room: Timed<RoomTold> }): ReactElement {
  const { t } = useExpertLocale()
  const time = asClock(room.told.elapsed_s + useSecondsSince(room.at))
  return <span role="timer" aria-label={t('conversation.elapsed', { time })}>{time}</span>
}
