/**
 * Texts that the expert's, the clerk's and the landing page share. What stands in `staffLater` and
 * `check` comes with what is left for later (`lib/later`), and may be used only there.
 */
import { type Locale, useLocaleOf } from '@/i18n/context'
import type check from '../check/fi.json'
import type later from '../staffLater/fi.json'
import type fi from './fi.json'

export type StaffKey = keyof typeof fi | keyof typeof later | keyof typeof check
export const useStaffLocale = (): Locale<StaffKey> => useLocaleOf<StaffKey>()
