import { type Locale, useLocaleOf } from '@/i18n/context'
import { joined } from '@/i18n/joined'
import { catalogs as expert } from '../expert'
import type { StaffKey } from '../staff'
import laterEn from '../clerkLater/en.json'
import laterFi from '../clerkLater/fi.json'
import laterSv from '../clerkLater/sv.json'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

/** In all languages; a page fetches the one in use (`locales/fetch`). */
// A clerk of a pool is rung as a specialist is, by the same components.
const own = /* @__PURE__ */ joined({ fi, sv, en }, { fi: laterFi, sv: laterSv, en: laterEn })
export const catalogs = /* @__PURE__ */ joined(expert, own)
export type ClerkKey = StaffKey | keyof typeof fi | keyof typeof laterFi
export const useClerkLocale = (): Locale<ClerkKey> => useLocaleOf<ClerkKey>()
