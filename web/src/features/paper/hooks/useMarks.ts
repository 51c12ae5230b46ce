import { useEffect, useMemo } from 'react'
import { useWorkspaceState } from '@/features/workspace/context'
import { randomId } from '@/lib/ids'
import { createStore, useStore, type Readable } from '@/lib/store'
import { browserClock } from '@/lib/timers'
import { useStaffLocale } from '@/locales/staff'
import type { DeskLine } from '@/media/deskLine'
import { noMarks, type MarksState } from '@/media/marks'
import type { Spot } from '@/protocol/desk-to-person'
import { currentRoom, self } from '@/state/select'
import type { DrawnMarks } from '@/ui/PaperMarks'
import { Marker } from '../marker'
import type { Surface } from '../spots'

/** What the mouse, a finger or the keys do on the paper; null: they choose what is shown. */
export type Tool = 'point' | 'draw' | null

const none: Readable<MarksState> = createStore(noMarks)

/** Tells the terminal of this person's marks; null while nothing can be told. */
export function useMarker(line: DeskLine | null): Marker | null {
  const marker = useMemo(
    () => line && new Marker((ask) => line.mark(ask), browserClock, () => randomId('m')),
    [line],
  )
  useEffect(() => () => marker?.stop(), [marker])
  return marker
}

/** Everybody's marks as they lie on this picture of the paper, and who is who. */
export function useMarks(line: DeskLine | null, surface: Surface | null): DrawnMarks & { own: number } {
  const { t } = useStaffLocale()
  const { strokes, pointers } = useStore(line?.marks ?? none)
  const state = useWorkspaceState()
  const room = currentRoom(state)?.told
  const me = room && self(state, room)?.participant
  const nameOf = (person: string): string =>
    person === me
      ? t('marks.you')
      : (room?.members.find(({ participant }) => participant === person)?.name ?? '')
  if (!surface) return { strokes: [], pointers: [], own: 0 }
  const { shows, seen } = surface
  return {
    strokes: strokes.flatMap(({ person, number, stroke, ...spots }) => {
      const lies: readonly Spot[] | null = spots[shows]
      return lies ? [{ key: `${person} ${stroke}`, number, points: lies.map(seen) }] : []
    }),
    pointers: pointers.flatMap(({ person, number, ...spots }) => {
      const at = spots[shows]
      return at ? [{ key: person, number, name: nameOf(person), at: seen(at) }] : []
    }),
    own: strokes.filter(({ person }) => person === me).length,
  }
}
