import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { useBoothLocale } from '@/locales/booth'
import { StatementPanel } from '../later'

/** The accessibility statement, before anybody is asked for. */
export function StatementButton(): ReactElement {
  const { t } = useBoothLocale()
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  return (
    <>
      <button
        ref={button}
        type="button"
        className="booth-statement-open"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t('statement.open')}
      </button>
      {isOpen && <StatementPanel onClose={() => setOpen(false)} />}
    </>
  )
}
