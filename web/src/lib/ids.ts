/** A random id of the wire's opaque form: `prefix-` and 32 hexadecimal digits. */
export function randomId(prefix: string): string {
  // Not randomUUID: that exists in secure contexts only.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${prefix}-${hex}`
}
