import type { ReactElement } from 'react'
import { useLocaleOf } from '@/i18n/context'
import { languageOf } from '@/i18n/languages'
import type { Names } from '@/protocol/server'

/** A text from the server. Where it stands in another language than the page, that is marked. */
export function Named({ of: names }: { of: Names }): ReactElement {
  const { language } = useLocaleOf()
  const there = languageOf(names, language)
  return there === language ? <>{names[there]}</> : <span lang={there}>{names[there]}</span>
}
