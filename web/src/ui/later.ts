import { later } from '@/lib/later'

/** The design system's: seldom seen, and large. */
export const Notification = later(async () => (await import('./notification')).Notification)
