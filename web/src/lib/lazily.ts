import { leave } from './rest'

/** Code that a page leaves for later, and that is no component. */
export interface Lazy<T> {
  /** Null until it has come. */
  now: () => T | null
  fetch: () => Promise<T>
}

export function lazily<T>(load: () => Promise<T>): Lazy<T> {
  let here: T | null = null
  const fetch = async (): Promise<T> => (here ??= await load())
  // What could not be had now is fetched when it is needed.
  leave(() => fetch().then(() => undefined, () => undefined))
  return { now: () => here, fetch }
}
