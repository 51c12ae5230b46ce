import { type Locale, useLocaleOf } from '@/i18n/context'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

export const catalogs = { fi, sv, en }
export type BoothKey = keyof typeof fi
export const useBoothLocale = (): Locale<BoothKey> => useLocaleOf<BoothKey>()
