/** What the staff say most often to a resident, in every language: shown as it stands. */
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

export const phrases = { fi, sv, en }
