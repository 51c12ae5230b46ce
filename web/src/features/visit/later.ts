import { later } from '@/lib/later'

export const VisitOutcome = later(
  async () => (await import('./components/VisitOutcome')).VisitOutcome,
)
