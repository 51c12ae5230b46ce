import { later } from '@/lib/later'

/** The paper, the faces and everything beside them. */
export const Stage = later(async () => (await import('./components/Stage')).Stage)
