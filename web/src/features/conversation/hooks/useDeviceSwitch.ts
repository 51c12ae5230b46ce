import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import type { Device } from '@/media/localMedia'

interface Switch {
  on: boolean
  toggle: () => void
}

/** One of the own devices as a switch. */
export function useDeviceSwitch(device: Device): Switch {
  const { local } = useWorkspace()
  const { wanted } = useStore(local.state)[device]
  return { on: wanted, toggle: () => void local.want(device, !wanted) }
}
