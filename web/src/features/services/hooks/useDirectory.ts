import { useCallback, useEffect, useState } from 'react'
import type { Directory } from '@/api/http'
import { failureOf, type Failure } from '@/features/errors/failure'
import { useWorkspace } from '@/features/workspace/context'

export type DirectoryState =
  | { state: 'asking' }
  | { state: 'here'; directory: Directory }
  | { state: 'failed'; failure: Failure }

export function useDirectory(): { found: DirectoryState; ask: () => void } {
  const { api } = useWorkspace()
  const [found, setFound] = useState<DirectoryState>({ state: 'asking' })
  const ask = useCallback(() => {
    api
      .directory()
      .then((directory) => setFound({ state: 'here', directory }))
      .catch((error: unknown) => setFound({ state: 'failed', failure: failureOf(error) }))
  }, [api])
  useEffect(ask, [ask])
  return { found, ask }
}
