import { joined } from '@/i18n/joined'
import checkEn from '../check/en.json'
import checkFi from '../check/fi.json'
import checkSv from '../check/sv.json'
import laterEn from '../staffLater/en.json'
import laterFi from '../staffLater/fi.json'
import laterSv from '../staffLater/sv.json'
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

const later = /* @__PURE__ */ joined(
  { fi: laterFi, sv: laterSv, en: laterEn },
  { fi: checkFi, sv: checkSv, en: checkEn },
)

/** In all languages; a page fetches the one in use (`locales/fetch`). */
export const staff = /* @__PURE__ */ joined({ fi, sv, en }, later)
