import { use, useEffect } from 'react'
import type { ComponentType, ReactElement } from 'react'
import { LocaleContext } from '@/i18n/context'
import { NotLoaded } from '@/ui/NotLoaded'
import { part } from './part'

/**
 * A part of a staff page that comes later, and with it the texts that are left for later. A
 * missing one is told in words.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactElement | null {
  const Part = part(load, NotLoaded)
  return function Later(props: Props): ReactElement | null {
    const { whole = true, complete } = use(LocaleContext) ?? {}
    useEffect(() => complete?.(), [complete])
    return whole ? <Part {...props} /> : null
  }
}
