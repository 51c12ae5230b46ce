import { useEffect, useRef } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { Button, Heading } from 'suomifi-ui-components'
import { ConsultationButtons } from '@/features/consultation/components/ConsultationButtons'
import { hasColleague, hasSuccessor, stageOf } from '@/features/consultation/staff'
import { Stage } from '@/features/conversation/later'
import { useAction } from '@/features/errors/hooks/useAction'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { EndVisit } from '@/features/visit/components/EndVisit'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import type { RoomTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'

interface Props {
  room: Timed<RoomTold>
  me: string
  /** Beside the pictures. */
  aside?: ReactNode
  /** At a terminal that they cannot take charge of: they may leave, but not end it for all. */
  guest?: boolean
}

/** The remote clerk sees and hears the resident, and whoever was summoned. */
export function RemoteStage({ room, me, aside = null, guest = false }: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const { client } = useWorkspace()
  const action = useAction()
  const { told } = room
  const beside = hasColleague(told, me)
  const stage = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  // The services lie below: when the conversation begins, or somebody comes, it is here.
  useEffect(() => {
    stage.current?.scrollIntoView()
    heading.current?.focus({ preventScroll: true })
  }, [beside])
  const mayLeave = (guest || hasSuccessor(told, me)) && stageOf(told) === 'together'
  const leave = (): void => {
    void action.run(() => client.request({ type: 'room.leave', room: told.room }))
  }
  return (
    <div className="console-stage" ref={stage}>
      <Stage
        room={told}
        me={me}
        aside={aside}
        heading={
          <Heading variant="h3" as="h2" tabIndex={-1} ref={heading}>
            {t('remote.with', { place: nameIn(told.place_name, language) })}
          </Heading>
        }
        actions={
          <>
            <ConsultationButtons room={told} me={me} mayHandOver />
            {mayLeave && (
              <Button variant="secondary" onClick={leave} disabled={action.busy}>
                {t('remote.leave')}
              </Button>
            )}
            {!guest && <EndVisit room={told.room} />}
            <FailureNote failure={action.failure} />
          </>
        }
      />
    </div>
  )
}
