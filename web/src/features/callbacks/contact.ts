import type { Contact } from '@/protocol/client'

/** What is written into the form; empty where nothing is. */
export interface ContactFields {
  name: string
  phone: string
  email: string
}

export const noContact: ContactFields = { name: '', phone: '', email: '' }

export type ContactProblem = 'phone' | 'email' | 'neither'

const PHONE = /^\+?[0-9][0-9 ()-]{3,28}[0-9]$/
const EMAIL = /^[^@\s]{1,64}@[^@\s]+\.[^@\s]+$/

/** What is wrong, by field; nothing when somebody can be reached by it. */
export function problemsOf(fields: ContactFields): ReadonlySet<ContactProblem> {
  const [phone, email] = [fields.phone.trim(), fields.email.trim()]
  const found = new Set<ContactProblem>()
  if (!phone && !email) found.add('neither')
  if (phone && !PHONE.test(phone)) found.add('phone')
  if (email && !EMAIL.test(email)) found.add('email')
  return found
}

export function contactOf(fields: ContactFields): Contact {
  const given = (text: string): string | null => text.trim() || null
  return { name: given(fields.name), phone: given(fields.phone), email: given(fields.email) }
}
