import { useState } from 'react'
import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { UseState } from '@/media/deviceChoices'
import type { Device } from '@/media/localMedia'
import type { DeviceProblem } from '@/media/problems'
import type { VerdictTold } from '../components/Verdict'

interface DeviceTry {
  choice: UseState
  choose: (deviceId: string) => void
  /** What is wrong with it and what to do; null when nothing is known to be. */
  told: VerdictTold | null
}

/** Which camera or microphone is in use, and why it cannot be. */
export function useDeviceTry(device: Device): DeviceTry {
  const { t } = useStaffLocale()
  const { local } = useWorkspace()
  const choice = useStore(local.choices.state)[device]
  const { problem, wanted } = useStore(local.state)[device]
  const [refused, setRefused] = useState<DeviceProblem | null>(null)
  const choose = (deviceId: string): void => {
    setRefused(null)
    void local.choose(device, deviceId).then(setRefused)
  }
  const why = wanted ? problem : null
  const told: VerdictTold | null = why
    ? { tone: 'bad', what: t(`check.${device}.bad`), toDo: t(`device.${device}.${why}`) }
    : refused && { tone: 'fair', what: t('check.kept'), toDo: t(`device.${device}.${refused}`) }
  return { choice, choose, told }
}
