import { useEffect, useMemo, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import type { Api, Me } from '@/api/http'
import { useStore } from '@/lib/store'
import { useRest } from '@/lib/useRest'
import { WorkspaceContext } from '../context'
import { buildWorkspace, runWorkspace } from '../build'

interface Props {
  api: Api
  me: Me
  onSignedOut: () => void
  children: ReactNode
}

/** The connection and the media of whoever is signed in, for as long as they are. */
export function Workspace({ api, me, onSignedOut, children }: Props): ReactElement {
  const [built] = useState(() => buildWorkspace(api, me))
  useEffect(() => runWorkspace(built), [built])
  useRest(useStore(built.client.connection).phase === 'ready')
  const parts = useMemo(
    () => ({
      ...built,
      api,
      me,
      async signOut() {
        built.client.leave()
        await api.signOut().catch(() => null)
        onSignedOut()
      },
    }),
    [built, api, me, onSignedOut],
  )
  return <WorkspaceContext value={parts}>{children}</WorkspaceContext>
}
