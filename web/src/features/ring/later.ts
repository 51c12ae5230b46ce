import { later } from '@/lib/later'

export const DeclineMenu = later(async () => (await import('./components/DeclineMenu')).DeclineMenu)
