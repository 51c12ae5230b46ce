import { later } from '@/lib/later'

/** What comes when a terminal is in charge. */
export const Console = later(async () => (await import('./components/Console')).Console)

export const RemoteStage = later(async () => (await import('./components/RemoteStage')).RemoteStage)
