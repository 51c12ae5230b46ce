import { type Locale, useLocaleOf } from '@/i18n/context'
import { joined } from '@/i18n/joined'
import { catalogs as expert } from '../expert'
import type { StaffKey } from '../staff'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

/** In all languages; a page fetches the one in use (`locales/fetch`). */
// A clerk of a pool is rung as a specialist is, by the same components.
export const catalogs = /* @__PURE__ */ joined(expert, { fi, sv, en })
export type ClerkKey = StaffKey | keyof typeof fi
export const useClerkLocale = (): Locale<ClerkKey> => useLocaleOf<ClerkKey>()
