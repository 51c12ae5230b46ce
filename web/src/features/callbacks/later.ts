import { later } from '@/lib/later'

export const CallbackTask = later(
  async () => (await import('./components/CallbackTask')).CallbackTask,
)
