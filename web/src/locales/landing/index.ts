import { type Locale, useLocaleOf } from '@/i18n/context'
import { staff, type StaffKey } from '../staff'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

export const catalogs = {
  fi: { ...staff.fi, ...fi },
  sv: { ...staff.sv, ...sv },
  en: { ...staff.en, ...en },
}
export type LandingKey = StaffKey | keyof typeof fi
export const useLandingLocale = (): Locale<LandingKey> => useLocaleOf<LandingKey>()
