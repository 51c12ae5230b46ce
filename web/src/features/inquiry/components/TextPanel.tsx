import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { TextLine } from '@/media/textLine'
import type { Text } from '@/media/texting'
import type { Member } from '@/protocol/server'
import { TextInput } from './TextInput'

interface Props {
  line: TextLine
  /** The other person; null while nobody has answered. */
  other: Member | null
}

/** What both have written, and what is being written. */
export function TextPanel({ line, other }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { log } = useStore(line.state)
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight
  }, [log.length])
  return (
    <div className="texts">
      {/* What is added is said aloud; that a text has arrived is there to be read. */}
      <div
        ref={end}
        className="texts-log"
        role="log"
        aria-label={t('inquiry.texts')}
        aria-relevant="additions"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keyboard
        tabIndex={0}
      >
        {log.length === 0 && (
          <p className="quiet">{other ? t('inquiry.noTexts') : t('inquiry.writeAlready')}</p>
        )}
        {log.map((each) => (
          <OneText key={`${each.state === 'received' ? 'other' : 'own'} ${each.id}`} text={each} other={other} />
        ))}
      </div>
      <TextInput line={line} other={other} />
      <p className="texts-privacy quiet">{t('inquiry.privacy')}</p>
    </div>
  )
}

function OneText({ text, other }: { text: Text; other: Member | null }): ReactElement {
  const { t } = useStaffLocale()
  const own = text.state !== 'received'
  return (
    <div className={`text ${own ? 'text-own' : 'text-other'}`} data-state={text.state}>
      <span className="text-who">{own ? t('inquiry.you') : (other?.name ?? '')}</span>
      <p className="text-words">{text.text}</p>
      {own && <span className="text-state">{t(stateText(text, other))}</span>}
    </div>
  )
}

function stateText(
  { state }: Text,
  other: Member | null,
): 'inquiry.state.unanswered' | 'inquiry.state.waiting' | 'inquiry.state.sent' | 'inquiry.state.arrived' {
  if (state === 'arrived') return 'inquiry.state.arrived'
  if (state === 'sent') return 'inquiry.state.sent'
  return other ? 'inquiry.state.waiting' : 'inquiry.state.unanswered'
}
