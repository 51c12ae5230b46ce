import type { ReactElement } from 'react'
import { CallbackRing } from '@/features/callbacks/components/CallbackRing'
import { InquiryRing } from '@/features/inquiry/components/InquiryRing'
import type { ReservationTold } from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import { RingCard } from './RingCard'

/** What rings, as its kind has it: somebody waits, somebody asks, somebody is to be reached. */
export function AnyRing({ ring }: { ring: Timed<ReservationTold> }): ReactElement {
  if (ring.told.kind === 'callback') return <CallbackRing ring={ring} />
  return ring.told.kind === 'inquiry' ? <InquiryRing ring={ring} /> : <RingCard ring={ring} />
}
