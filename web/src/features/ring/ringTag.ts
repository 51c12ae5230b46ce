/** One notification a person: their tabs show the same ring, and they have one at a time. */
export const ringTag = (person: string): string => `etaluukku-ring-${person}`
