import { useWorkspace } from '@/features/workspace/context'
import { useStore } from '@/lib/store'

/** Whether the server will not have this tab, as the banner tells: then nothing else is shown. */
export function useRefused(): boolean {
  const { client } = useWorkspace()
  return useStore(client.connection).phase === 'refused'
}
