import type { ReactElement, ReactNode } from 'react'
import { defaultSuomifiTheme, SuomifiThemeProvider } from 'suomifi-ui-components'
import { FetchedLocale, type FetchTexts } from '@/i18n/FetchedLocale'

interface Props {
  texts: FetchTexts
  children: ReactNode
}

/** Design system and texts around a page of the staff. */
export function StaffPage({ texts, children }: Props): ReactElement {
  return (
    <SuomifiThemeProvider theme={defaultSuomifiTheme}>
      <FetchedLocale fetch={texts}>{children}</FetchedLocale>
    </SuomifiThemeProvider>
  )
}
