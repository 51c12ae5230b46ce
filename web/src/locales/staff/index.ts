/** Texts that the expert's, the clerk's and the landing page share. */
import { type Locale, useLocaleOf } from '@/i18n/context'
import type check from '../check/fi.json'
import type fi from './fi.json'

export type StaffKey = keyof typeof fi | keyof typeof check
export const useStaffLocale = (): Locale<StaffKey> => useLocaleOf<StaffKey>()
