/** Texts that the expert's, the clerk's and the landing page share. */
import { type Locale, useLocaleOf } from '@/i18n/context'
import checkEn from '../check/en.json'
import checkFi from '../check/fi.json'
import checkSv from '../check/sv.json'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

export const staff = {
  fi: { ...fi, ...checkFi },
  sv: { ...sv, ...checkSv },
  en: { ...en, ...checkEn },
}
export type StaffKey = keyof typeof fi | keyof typeof checkFi
export const useStaffLocale = (): Locale<StaffKey> => useLocaleOf<StaffKey>()
