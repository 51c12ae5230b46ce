import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { MISSING, type Line } from '@/media/t140'
import './rtt.css'

/** The words around what is written, in the page's language. */
export interface RttWords {
  log: string
  none: string
  you: string
  typing: (name: string) => string
  missing: string
}

interface Props {
  lines: readonly Line[]
  me: string
  nameOf: (who: string) => string
  words: RttWords
  /** Show a line of the others only when it is finished. */
  byLine: boolean
}

/**
 * What all have written, and what the others write just now. A finished line is said aloud by a
 * screen reader; one that is being written is there to be read, and who writes is said once.
 */
export function RttLog({ lines, me, nameOf, words, byLine }: Props): ReactElement {
  const end = useRef<HTMLDivElement>(null)
  const finished = lines.filter(({ done }) => done)
  const open = lines.filter(({ who, done }) => !done && who !== me)
  const length = lines.reduce((sum, { text }) => sum + text.length, lines.length)
  useEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight
  }, [length])
  const writer = (line: Line): string => (line.who === me ? words.you : nameOf(line.who))
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keyboard
    <div className="rtt-lines" ref={end} tabIndex={0} role="group" aria-label={words.log}>
      {lines.length === 0 && <p className="rtt-none">{words.none}</p>}
      <div role="log" aria-label={words.log} aria-relevant="additions">
        {finished.map((line) => (
          <OneLine key={line.id} line={line} own={line.who === me} name={writer(line)} words={words} />
        ))}
      </div>
      <div aria-live="off">
        {open.map((line) =>
          byLine ? (
            <p key={line.id} className="rtt-typing">
              {words.typing(nameOf(line.who))}
            </p>
          ) : (
            <OneLine key={line.id} line={line} own={false} name={writer(line)} words={words} />
          ),
        )}
      </div>
      <p role="status" className="visually-hidden">
        {[...new Set(open.map(({ who }) => words.typing(nameOf(who))))].join(' ')}
      </p>
    </div>
  )
}

interface OneLineProps {
  line: Line
  own: boolean
  name: string
  words: RttWords
}

function OneLine({ line, own, name, words }: OneLineProps): ReactElement {
  const parts = line.text.split(MISSING)
  return (
    <p
      className={`rtt-line ${own ? 'rtt-own' : 'rtt-other'}`}
      data-from={own ? 'me' : 'other'}
      data-done={line.done}
    >
      <span className="rtt-writer">{name}</span>
      <span className="visually-hidden">: </span>
      <bdi className="rtt-text">
        {parts.map((part, at) => (
          <span key={at}>
            {at > 0 && (
              <span className="rtt-missing" title={words.missing}>
                <span aria-hidden="true">…</span>
                <span className="visually-hidden">[{words.missing}]</span>
              </span>
            )}
            {part}
          </span>
        ))}
      </bdi>
    </p>
  )
}
