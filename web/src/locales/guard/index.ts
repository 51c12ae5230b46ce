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
export type GuardKey = StaffKey | keyof typeof fi
export const useGuardLocale = (): Locale<GuardKey> => useLocaleOf<GuardKey>()
