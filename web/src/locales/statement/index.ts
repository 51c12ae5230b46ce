/** The accessibility statement, the same at the booth and on the staff's pages. */
import en from './en.json'
import fi from './fi.json'
import sv from './sv.json'

export const catalogs = { fi, sv, en }
export type StatementKey = keyof typeof fi
