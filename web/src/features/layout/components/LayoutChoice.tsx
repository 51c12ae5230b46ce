import type { ReactElement } from 'react'
import { useStaffLocale } from '@/locales/staff'
import { LayoutIcon } from '@/ui/icons'
import { ARRANGEMENTS, type Arrangement, type Layout } from '../arrangement'
import './layout.css'

interface Props {
  layout: Layout
  /** The browser did not let the window be opened. */
  refused: boolean
  onArrange: (arrangement: Arrangement) => void
  onWindow: () => void
}

/** Which is large, the document or the face; or the document on another screen. */
export function LayoutChoice({ layout, refused, onArrange, onWindow }: Props): ReactElement {
  const { t } = useStaffLocale()
  const button = (each: Layout, choose: () => void): ReactElement => (
    <button
      key={each}
      type="button"
      aria-pressed={each === layout}
      aria-label={t(`layout.${each}`)}
      title={t(`layout.${each}`)}
      onClick={choose}
    >
      <LayoutIcon of={each} />
    </button>
  )
  return (
    <div className="layout-choice">
      <div role="group" aria-label={t('layout.heading')}>
        {ARRANGEMENTS.map((each) => button(each, () => onArrange(each)))}
        {button('window', onWindow)}
      </div>
      <p role="status">{refused && t('layout.refused')}</p>
    </div>
  )
}
