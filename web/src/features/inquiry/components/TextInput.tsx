import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { TextLine } from '@/media/textLine'
import { isUnderWay, lengthOf } from '@/media/texting'
import { WRITTEN_CHARACTERS, WRITTEN_WAITING } from '@/protocol/constants'
import type { Member } from '@/protocol/server'

/** So near to the limit the page says how much is left. */
const NEAR = 200

/** Enter sends, Shift+Enter begins a new line. */
export function TextInput({ line, other }: { line: TextLine; other: Member | null }): ReactElement {
  const { t } = useStaffLocale()
  const [text, setText] = useState('')
  const id = useId()
  const input = useRef<HTMLTextAreaElement>(null)
  const { log } = useStore(line.state)
  const full = log.filter(isUnderWay).length >= WRITTEN_WAITING
  const words = text.trim()
  const left = WRITTEN_CHARACTERS - lengthOf(words)
  useEffect(() => input.current?.focus(), [])
  const send = (): void => {
    if (words === '' || line.say(words)) setText('')
    input.current?.focus()
  }
  const press = (event: KeyboardEvent): void => {
    // While letters are being composed, Enter only ends that.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <div className="texts-input">
      <label htmlFor={id}>
        {other ? t('inquiry.writeTo', { name: other.name }) : t('inquiry.write')}
      </label>
      <textarea
        ref={input}
        id={id}
        rows={2}
        value={text}
        aria-describedby={`${id}-hint`}
        aria-invalid={left < 0}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      <div className="texts-send">
        <p id={`${id}-hint`} className="quiet">
          {t('inquiry.hint')}
        </p>
        <Button onClick={send} disabled={full || left < 0}>
          {t('inquiry.send')}
        </Button>
      </div>
      <p role="status" className={left < 0 ? 'texts-over' : 'quiet'}>
        {full ? t('inquiry.full') : left < NEAR ? leftText(left) : null}
      </p>
    </div>
  )

  function leftText(count: number): string {
    return count < 0 ? t.count('inquiry.tooLong', -count) : t.count('inquiry.left', count)
  }
}
