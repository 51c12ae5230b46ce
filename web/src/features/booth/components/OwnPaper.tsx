import type { ReactElement } from 'react'
import { useStore } from '@/lib/store'
import { useBoothLocale } from '@/locales/booth'
import type { Counterpart } from '@/protocol/booth-to-page'
import { PaperMarks } from '@/ui/PaperMarks'
import { useTerminal } from '../context'
import { useLinger } from '../hooks/useLinger'
import { Picture } from './Picture'

/** So long the paper stays large after the last mark on it, ms: it does not jump to and fro. */
const STAYS_MS = 8000

/** The resident's own paper as staff see it, with what they mark on it; larger while they do. */
export function OwnPaper({ people }: { people: readonly Counterpart[] }): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const pointers = useStore(link.pointers)
  const strokes = useStore(link.strokes)
  const marked = pointers.length > 0 || strokes.length > 0
  const large = useLinger(marked, STAYS_MS)
  const nameOf = (participant: string): string =>
    people.find((each) => each.participant === participant)?.name ?? ''
  const names = [...new Set([...pointers, ...strokes].map((each) => nameOf(each.participant)))]
  return (
    <figure className={large ? 'booth-document booth-document-marked' : 'booth-document'}>
      <div className="booth-paper">
        <Picture kind="own_document" label={t('conversation.document')} className="booth-sheet" />
        <PaperMarks
          strokes={strokes.map(({ participant, number, points }, index) => ({
            key: `${participant} ${index}`,
            number,
            points,
          }))}
          pointers={pointers.map(({ participant, number, at }) => ({
            key: participant,
            number,
            name: nameOf(participant),
            at,
          }))}
        />
      </div>
      <figcaption>
        <span role="status">
          {marked ? t('conversation.marks', { names: names.filter(Boolean).join(', ') }) : ''}
        </span>
        {!marked && t('conversation.document')}
      </figcaption>
    </figure>
  )
}
