/** Texts that the expert's, the clerk's and the landing page share. */
import { type Locale, useLocaleOf } from '@/i18n/context'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

export const staff = { fi, sv, en }
export type StaffKey = keyof typeof fi
export const useStaffLocale = (): Locale<StaffKey> => useLocaleOf<StaffKey>()
