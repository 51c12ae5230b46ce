import { useEffect } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { StyleSheetManager } from 'styled-components'
import { useStaffLocale } from '@/locales/staff'
import { nameWindow } from '../ownWindow'
import './ownWindow.css'

interface Props {
  opened: Window
  title: string
  children: ReactNode
}

/** Part of this page, drawn in another window: it works there as it does here. */
export function InOwnWindow({ opened, title, children }: Props): ReactElement {
  const { language } = useStaffLocale()
  const { body, head } = opened.document
  useEffect(() => {
    nameWindow(opened, title, language)
  }, [opened, title, language])
  return createPortal(
    <StyleSheetManager target={head}>
      <main className="own-window">{children}</main>
    </StyleSheetManager>,
    body,
  )
}
