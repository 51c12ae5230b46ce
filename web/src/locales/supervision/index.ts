import { type Locale, useLocaleOf } from '@/i18n/context'
import { joined } from '@/i18n/joined'
import type { StaffKey } from '../staff'
import { staff } from '../staff/all'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

/** In all languages; a page fetches the one in use (`locales/fetch`). */
export const catalogs = /* @__PURE__ */ joined(staff, { fi, sv, en })
export type SupervisionKey = StaffKey | keyof typeof fi
export const useSupervisionLocale = (): Locale<SupervisionKey> => useLocaleOf<SupervisionKey>()
