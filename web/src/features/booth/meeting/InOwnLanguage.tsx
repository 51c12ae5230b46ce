import type { ReactElement } from 'react'
import { directionOf } from '@/i18n/ownName'
import { ownWords, type OwnWords } from '@/locales/own'
import type { Choosing } from '@/protocol/booth-to-page'

interface Props {
  spoken: string
  word: keyof OwnWords
  className?: string
}

/** A sentence in the resident's own language, where the screens are not; nothing if none is known. */
export function OwnSentence({ spoken, word, className }: Props): ReactElement | null {
  const words = ownWords(spoken)
  if (!words) return null
  return (
    <p lang={spoken} dir={directionOf(spoken)} className={`booth-own ${className ?? ''}`}>
      {words[word]}
    </p>
  )
}

/** While waiting: who is coming, in the resident's own language. */
export function Coming({ choosing }: { choosing: Choosing | null }): ReactElement | null {
  if (!choosing?.meets.includes('interpreter')) return null
  const word = choosing.meets.includes('clerk') ? 'comingClerk' : 'comingExpert'
  return (
    <div role="status">
      <OwnSentence spoken={choosing.spoken} word={word} />
    </div>
  )
}
