import { later } from '@/lib/later'

/** Nothing of it is needed by who is signed in. */
export const SignIn = later(async () => (await import('./components/SignIn')).SignIn)
