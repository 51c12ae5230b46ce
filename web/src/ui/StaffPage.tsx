import type { ReactElement, ReactNode } from 'react'
import { defaultSuomifiTheme, SuomifiThemeProvider } from 'suomifi-ui-components'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import type { Language } from '@/i18n/languages'
import type { Messages } from '@/i18n/translate'

interface Props {
  catalogs: Readonly<Record<Language, Messages>>
  children: ReactNode
}

/** Design system and texts around a page of the staff. */
export function StaffPage({ catalogs, children }: Props): ReactElement {
  return (
    <SuomifiThemeProvider theme={defaultSuomifiTheme}>
      <LocaleProvider catalogs={catalogs}>{children}</LocaleProvider>
    </SuomifiThemeProvider>
  )
}
