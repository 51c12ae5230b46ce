import { later } from '@/lib/later'

export const TakeOver = later(async () => (await import('./components/TakeOver')).TakeOver)
