import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { RoomText } from '@/media/roomText'
import { LINE_CHARACTERS } from '@/media/t140'
import type { RoomTold } from '@/protocol/server'
import { RttLog } from './RttLog'
import './rttPanel.css'

interface Props {
  text: RoomText
  room: RoomTold
  me: string
  onClose: () => void
}

/** Real-time text beside the voice: each sees what the others write while they write it. */
export function RttPanel({ text, room, me, onClose }: Props): ReactElement {
  const { t } = useStaffLocale()
  const { transcript, reached } = useStore(text.state)
  const [line, setLine] = useState('')
  const [byLine, setByLine] = useState(false)
  const id = useId()
  const input = useRef<HTMLTextAreaElement>(null)
  useEffect(() => input.current?.focus(), [])
  const nameOf = (who: string): string => {
    const member = room.members.find(({ participant }) => participant === who)
    if (!member) return t('rtt.left')
    return member.role === 'terminal' ? t('people.resident') : member.name
  }
  const write = (now: string): void => {
    text.write(now)
    // What stands before a new line is finished.
    setLine(now.slice(now.lastIndexOf('\n') + 1))
  }
  const press = (event: KeyboardEvent): void => {
    // While letters are being composed, Enter only ends that.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    write(`${line}\n`)
  }
  const readers = reached.map(nameOf).join(', ')
  return (
    <section className="rtt" aria-labelledby={`${id}-heading`}>
      <div className="rtt-heading">
        <h3 id={`${id}-heading`}>{t('rtt.heading')}</h3>
        <Button variant="secondaryNoBorder" onClick={onClose}>
          {t('rtt.close')}
        </Button>
      </div>
      <RttLog
        lines={transcript.lines}
        me={me}
        nameOf={nameOf}
        byLine={byLine}
        words={{
          log: t('rtt.log'),
          none: t('rtt.none'),
          you: t('rtt.you'),
          typing: (name) => t('rtt.typing', { name }),
          missing: t('rtt.missing'),
        }}
      />
      <label htmlFor={`${id}-line`}>{t('rtt.write')}</label>
      <textarea
        ref={input}
        id={`${id}-line`}
        rows={2}
        value={line}
        maxLength={LINE_CHARACTERS - 1}
        aria-describedby={`${id}-hint`}
        onChange={(event) => write(event.target.value)}
        onKeyDown={press}
      />
      <p id={`${id}-hint`} className="quiet">
        {t('rtt.hint')}
      </p>
      <p role="status" className="quiet">
        {readers === '' ? t('rtt.nobody') : t('rtt.reaches', { names: readers })}
      </p>
      <label className="rtt-choice">
        <input
          type="checkbox"
          checked={byLine}
          onChange={(event) => setByLine(event.target.checked)}
        />
        {t('rtt.byLine')}
      </label>
    </section>
  )
}
