import { useState } from 'react'
import type { Picture, Still } from '@/media/desk'
import type { Shows } from '@/protocol/desk-to-person'

interface Viewed {
  still: Still | null
  picture: Picture | null
  /** To its other picture; null when there is one only. */
  other: (() => void) | null
  /** Look at one; null: at the living picture. */
  view: (still: string | null) => void
}

/** Which still is looked at. One that has just come is shown at once: it was asked for. */
export function useViewed(stills: readonly Still[]): Viewed {
  const newest = stills.at(-1)?.id ?? null
  const [known, setKnown] = useState(newest)
  const [chosen, setChosen] = useState<{ id: string | null; shows: Shows }>({
    id: null,
    shows: 'page',
  })
  // State that follows a prop, set while rendering (React: "adjusting state when a prop changes").
  if (newest !== known) {
    setKnown(newest)
    if (newest !== null && isNewer(stills, known)) setChosen({ id: newest, shows: 'page' })
  }
  const still = stills.find(({ id }) => id === chosen.id) ?? null
  const picture =
    still?.pictures.find(({ part }) => part.shows === chosen.shows) ?? still?.pictures[0] ?? null
  const another = still?.pictures.find((each) => each !== picture) ?? null
  return {
    still,
    picture,
    other:
      still && another ? () => setChosen({ id: still.id, shows: another.part.shows }) : null,
    view: (id) => setChosen({ id, shows: 'page' }),
  }
}

/** Whether the last one came after `known`; when that was taken away, an older one is the last. */
const isNewer = (stills: readonly Still[], known: string | null): boolean =>
  known === null || stills.some(({ id }) => id === known)
