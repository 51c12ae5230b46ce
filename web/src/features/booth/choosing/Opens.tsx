import { useState } from 'react'
import type { ReactElement } from 'react'
import { openingWords } from '@/lib/opening'
import { useBoothLocale } from '@/locales/booth'

/** When a closed service opens. Give it `inS` as its key: it counts from when it was told. */
export function Opens({ inS }: { inS: number }): ReactElement {
  const { t, language } = useBoothLocale()
  const [told] = useState(() => Date.now())
  const words = openingWords(inS, told, language)
  return <span className="booth-opens">{t(`opens.${words.kind}`, { ...words })}</span>
}
