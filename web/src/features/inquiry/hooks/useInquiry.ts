import { createContext, useContext } from 'react'
import { useAction } from '@/features/errors/hooks/useAction'
import type { Failure } from '@/features/errors/failure'
import type { Wanted } from '@/features/requests/hooks/useSummon'
import { useWorkspace } from '@/features/workspace/context'
import { randomId } from '@/lib/ids'
import type { RoomTold } from '@/protocol/server'

/** A clerk's questions to specialists, without the resident. */
export interface Inquiry {
  busy: boolean
  failure: Failure | null
  ask: (wanted: Wanted) => void
  takeBack: (request: string) => void
  leave: (room: string) => void
  /** Summon whom one asked to the terminal; out of the inquiry first, where it still goes on. */
  bringIn: (asked: RoomTold, person: string, terminal: string, leave: boolean) => void
}

export const InquiryContext = createContext<Inquiry | null>(null)

export function useInquiry(): Inquiry {
  const inquiry = useContext(InquiryContext)
  if (!inquiry) throw new Error('no InquiryContext above')
  return inquiry
}

export function useNewInquiry(): Inquiry {
  const { client } = useWorkspace()
  const { run, busy, failure } = useAction()
  return {
    busy,
    failure,
    ask(wanted) {
      const request = randomId('req')
      void run(() => client.request({ type: 'request.create', request, kind: 'inquiry', ...wanted }))
    },
    takeBack(request) {
      void run(() => client.request({ type: 'request.cancel', request }))
    },
    leave(room) {
      void run(() => client.request({ type: 'room.leave', room }))
    },
    bringIn({ room, service, language }, person, terminal, leave) {
      if (service === null || language === null) return
      const request = randomId('req')
      void run(async () => {
        if (leave) await client.request({ type: 'room.leave', room })
        await client.request({ type: 'request.create', request, service, language, person, terminal })
      })
    },
  }
}
