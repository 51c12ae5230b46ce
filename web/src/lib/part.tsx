import { useEffect } from 'react'
import type { ComponentType, ReactElement } from 'react'
import { leave } from './rest'
import { createStore, useStore } from './store'

type Part<Props> = { state: 'coming' | 'failed' } | { state: 'here'; Shown: ComponentType<Props> }

/** In the place of a part that could not be fetched; `again` tries once more. */
export type Failed = ComponentType<{ again: () => void }>

/**
 * A part of a page whose code is no part of the page's first load. It is fetched when it is
 * first shown, or before by `fetchRest`; when it is here it is drawn at once, as any component.
 */
export function part<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Missing: Failed,
): (props: Props) => ReactElement | null {
  const here = createStore<Part<Props>>({ state: 'coming' })
  let attempt: Promise<void> | null = null
  const fetch = (): Promise<void> => {
    if (here.get().state === 'failed') attempt = null
    attempt ??= load().then(
      (Shown) => here.set({ state: 'here', Shown }),
      () => here.set({ state: 'failed' }),
    )
    return attempt
  }
  const again = (): void => void fetch()
  leave(fetch)
  return function Later(props: Props): ReactElement | null {
    const now = useStore(here)
    useEffect(again, [])
    if (now.state === 'here') return <now.Shown {...props} />
    return now.state === 'failed' ? <Missing again={again} /> : null
  }
}
