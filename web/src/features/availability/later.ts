import { later } from '@/lib/later'

/** Menus bring what places them with them. */
export const AwayMenu = later(async () => (await import('./components/AwayMenu')).AwayMenu)
