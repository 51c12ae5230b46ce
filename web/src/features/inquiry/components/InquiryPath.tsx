import type { ReactElement } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { Member } from '@/protocol/server'

/** Whether what is written goes through now; it waits where it does not. */
export function InquiryPath({ other }: { other: Member }): ReactElement {
  const { t } = useStaffLocale()
  const received = useStore(useWorkspace().media.received)
  const path = received[other.participant]?.path ?? 'none'
  const connected = path === 'connected'
  return (
    <span className={connected ? 'reached' : 'unreached'} role="status">
      {connected ? t('people.connected') : t(text())}
    </span>
  )

  function text(): 'path.lost' | 'path.interrupted' | 'people.connecting' {
    if (!other.connected) return 'path.lost'
    return path === 'interrupted' ? 'path.interrupted' : 'people.connecting'
  }
}
