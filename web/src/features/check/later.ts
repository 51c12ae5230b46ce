import { later } from '@/lib/later'

export const CheckPanel = later(async () => (await import('./components/CheckPanel')).CheckPanel)
