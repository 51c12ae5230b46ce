import { later } from '@/lib/later'

/** With its search. */
export const ServiceDirectory = later(
  async () => (await import('./components/ServiceDirectory')).ServiceDirectory,
)
