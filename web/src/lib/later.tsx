import { useEffect } from 'react'
import type { ComponentType, ReactElement } from 'react'
import { NotLoaded } from '@/ui/NotLoaded'
import { leave } from './rest'
import { createStore, useStore } from './store'

type Part<Props> = { state: 'coming' | 'failed' } | { state: 'here'; Shown: ComponentType<Props> }

/**
 * A part of a page whose code is no part of the page's first load. It is fetched when it is
 * first shown, or before by `fetchRest`; when it is here it is drawn at once, as any component.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactElement | null {
  const part = createStore<Part<Props>>({ state: 'coming' })
  let attempt: Promise<void> | null = null
  const fetch = (): Promise<void> => {
    if (part.get().state === 'failed') attempt = null
    attempt ??= load().then(
      (Shown) => part.set({ state: 'here', Shown }),
      () => part.set({ state: 'failed' }),
    )
    return attempt
  }
  leave(fetch)
  return function Later(props: Props): ReactElement | null {
    const now = useStore(part)
    useEffect(() => void fetch(), [])
    if (now.state === 'here') return <now.Shown {...props} />
    return now.state === 'failed' ? <NotLoaded /> : null
  }
}
