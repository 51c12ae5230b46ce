import { createContext, useContext } from 'react'
import type { Api, Me } from '@/api/http'
import { useStore } from '@/lib/store'
import type { LocalMedia } from '@/media/localMedia'
import type { RoomMedia } from '@/media/roomMedia'
import type { SignalingClient } from '@/signaling/client'
import type { WorkspaceState } from '@/state/workspace'

export interface WorkspaceParts {
  me: Me
  api: Api
  client: SignalingClient
  local: LocalMedia
  media: RoomMedia
  signOut: () => Promise<void>
}

export const WorkspaceContext = createContext<WorkspaceParts | null>(null)

export function useWorkspace(): WorkspaceParts {
  const parts = useContext(WorkspaceContext)
  if (!parts) throw new Error('no Workspace above')
  return parts
}

export function useWorkspaceState(): WorkspaceState {
  return useStore(useWorkspace().client.state)
}
