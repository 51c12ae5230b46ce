import { type Locale, useLocaleOf } from '@/i18n/context'
import { staff, type StaffKey } from '../staff'
import expertEn from '../expert/en.json'
import expertFi from '../expert/fi.json'
import expertSv from '../expert/sv.json'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

// A clerk of a pool is rung as a specialist is, by the same components.
export const catalogs = {
  fi: { ...staff.fi, ...expertFi, ...fi },
  sv: { ...staff.sv, ...expertSv, ...sv },
  en: { ...staff.en, ...expertEn, ...en },
}
export type ClerkKey = StaffKey | keyof typeof fi
export const useClerkLocale = (): Locale<ClerkKey> => useLocaleOf<ClerkKey>()
