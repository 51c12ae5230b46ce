/** The page in the terminal's own browser bears which start of it this is; other tabs do not. */
const OWN = /^#screen=([0-9a-f]{16})$/

export function screenId(hash: string): string | null {
  return OWN.exec(hash)?.[1] ?? null
}
