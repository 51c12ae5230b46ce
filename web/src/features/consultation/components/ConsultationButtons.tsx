import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { useWorkspace } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'
import type { RoomMode, RoomTold } from '@/protocol/server'
import { hasColleague, hasSuccessor, stageOf } from '../staff'

interface Props {
  room: RoomTold
  me: string
  /** A clerk may leave the specialist alone with the resident: a warm handover. */
  mayHandOver?: boolean
}

/** Between speaking in private and speaking all together. */
export function ConsultationButtons({
  room,
  me,
  mayHandOver = false,
}: Props): ReactElement | null {
  const { t } = useStaffLocale()
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  const together = stageOf(room) === 'together'
  const own = room.members.find(({ participant }) => participant === me)
  if (own?.role === 'interpreter' || (together && !hasColleague(room, me))) return null
  const goOver = (mode: RoomMode): void => {
    void run(() => client.request({ type: 'room.mode', room: room.room, mode }))
  }
  const leave = (): void => {
    void run(() => client.request({ type: 'room.leave', room: room.room }))
  }
  return (
    <>
      {together ? (
        <Button variant="secondary" disabled={busy} onClick={() => goOver('consultation')}>
          {t('consultation.begin')}
        </Button>
      ) : (
        <Button disabled={busy} onClick={() => goOver('conversation')}>
          {t('consultation.together')}
        </Button>
      )}
      {!together && mayHandOver && hasSuccessor(room, me) && (
        <Button variant="secondary" disabled={busy} onClick={leave}>
          {t('consultation.handOver')}
        </Button>
      )}
      <FailureNote failure={failure} />
    </>
  )
}
