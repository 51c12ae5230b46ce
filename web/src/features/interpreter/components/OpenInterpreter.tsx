import { useState } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useWatchAvailability } from '@/features/services/hooks/useWatchAvailability'
import { useWorkspaceState } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'
import type { RoomTold } from '@/protocol/server'
import { interpreterOf } from '@/state/select'
import { offersIn } from '../offers'
import { InterpreterPanel } from './InterpreterPanel'

/** A specialist seldom needs one: what is free is asked for only when they do. */
export function OpenInterpreter({ room }: { room: RoomTold }): ReactElement | null {
  const { t } = useStaffLocale()
  const [open, setOpen] = useState(false)
  const state = useWorkspaceState()
  const [chosen, setChosen] = useState<string | null>(null)
  const { terminal } = room
  if (terminal === null) return null
  if (!open && !interpreterOf(state, terminal)) {
    return (
      <div>
        <Button variant="secondary" onClick={() => setOpen(true)}>
          {t('interpreter.open')}
        </Button>
      </div>
    )
  }
  const offer = offersIn(state.availability).find(({ key }) => key === chosen) ?? null
  return (
    <>
      <Watch />
      <InterpreterPanel
        terminal={terminal}
        online
        chosen={offer}
        onChoose={(next) => setChosen(next?.key ?? null)}
      />
    </>
  )
}

function Watch(): null {
  useWatchAvailability()
  return null
}
