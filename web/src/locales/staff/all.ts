import { joined } from '@/i18n/joined'
import checkEn from '../check/en.json'
import checkFi from '../check/fi.json'
import checkSv from '../check/sv.json'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

/** In all languages; a page fetches the one in use (`locales/fetch`). */
export const staff = /* @__PURE__ */ joined({ fi, sv, en }, { fi: checkFi, sv: checkSv, en: checkEn })
