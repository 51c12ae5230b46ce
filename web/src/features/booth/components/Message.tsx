import type { ReactElement, ReactNode } from 'react'
import { useFocusOnShow } from '../hooks/useFocusOnShow'

interface Props {
  heading: string
  text: string
  /** Something is under way: a slow sign of life. */
  waiting?: boolean
  /** Between the heading and the text. */
  first?: ReactNode
  children?: ReactNode
}

/** A screen of words. */
export function Message({ heading, text, waiting = false, first, children }: Props): ReactElement {
  const title = useFocusOnShow()
  return (
    <div className="booth-message">
      {waiting && (
        <div className="booth-waiting" aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
      )}
      <h1 ref={title} tabIndex={-1}>
        {heading}
      </h1>
      {first}
      <p>{text}</p>
      {children}
    </div>
  )
}
