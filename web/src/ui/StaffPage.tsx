import type { ReactElement, ReactNode } from 'react'
import { defaultSuomifiTheme, SuomifiThemeProvider } from 'suomifi-ui-components'
import { FetchedLocale, type FetchTexts } from '@/i18n/FetchedLocale'

interface Props {
  texts: FetchTexts
  /** Of what the page leaves for later. */
  rest?: FetchTexts
  children: ReactNode
}

/** Design system and texts around a page of the staff. */
export function StaffPage({ texts, rest, children }: Props): ReactElement {
  return (
    <SuomifiThemeProvider theme={defaultSuomifiTheme}>
      <FetchedLocale fetch={texts} {...(rest && { rest })}>
        {children}
      </FetchedLocale>
    </SuomifiThemeProvider>
  )
}
