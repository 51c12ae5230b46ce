import { useCallback, useEffect, useRef, useState } from 'react'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { browserClock } from '@/lib/timers'
import { currentRoom } from '@/state/select'
import { measureNetwork } from '../network'
import type { NetworkMeasured } from '../verdict'

interface NetworkCheck {
  running: boolean
  measured: NetworkMeasured | null
  run: () => void
}

/** One measurement at a time; a conversation that goes on keeps the line. */
export function useNetworkCheck(): NetworkCheck {
  const { client } = useWorkspace()
  const light = currentRoom(useWorkspaceState()) !== null
  const [running, setRunning] = useState(false)
  const [measured, setMeasured] = useState<NetworkMeasured | null>(null)
  const current = useRef<AbortController | null>(null)
  useEffect(() => () => current.current?.abort(), [])
  const run = useCallback(() => {
    current.current?.abort()
    const mine = (current.current = new AbortController())
    setRunning(true)
    setMeasured(null)
    void measureNetwork({ client, clock: browserClock, light, signal: mine.signal }).then((told) => {
      if (mine.signal.aborted) return
      setRunning(false)
      setMeasured(told)
    })
  }, [client, light])
  return { running, measured, run }
}
