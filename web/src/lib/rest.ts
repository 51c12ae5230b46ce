/** What pages have left for later, and how it is fetched. */
const parts = new Set<() => Promise<void>>()

export function leave(fetch: () => Promise<void>): void {
  parts.add(fetch)
}

/**
 * Fetch every part that pages leave for later, those within such parts, too. A page that has
 * done so needs nothing more from a server that may be another version by then.
 */
export async function fetchRest(): Promise<void> {
  let before = 0
  while (before < parts.size) {
    before = parts.size
    await Promise.all([...parts].map((fetch) => fetch()))
  }
}
