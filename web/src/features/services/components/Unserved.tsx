import type { ReactElement } from 'react'
import { openingWords } from '@/lib/opening'
import { wallTime } from '@/lib/wallClock'
import { useClerkLocale } from '@/locales/clerk'
import type { ServiceAvailability } from '@/protocol/server'
import type { Timed } from '@/state/workspace'

/** Nobody can be summoned: it is closed, and when it opens, or nobody is on duty. */
export function Unserved({
  availability,
}: {
  availability: Timed<ServiceAvailability>
}): ReactElement {
  const { t, language } = useClerkLocale()
  const { told, at } = availability
  return <p className="service-nobody">{text()}</p>

  function text(): string {
    if (!told.closed) return t('services.nobodyAtAll')
    if (told.opens_in_s === null) return t('services.closed')
    const words = openingWords(told.opens_in_s, wallTime(at), language)
    return `${t('services.closed')}. ${t(`opens.${words.kind}`, { ...words })}`
  }
}
