import { part } from '@/lib/part'
import { NotLoaded } from '@/ui/NotLoaded'

/** Nothing of it is needed by who is signed in. Its texts are of the first ones. */
export const SignIn = part(async () => (await import('./components/SignIn')).SignIn, NotLoaded)
