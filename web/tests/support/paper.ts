/** What a terminal says of the paper, as tests need it. */
import type { StillPart, StillState, ViewState } from '@/protocol/desk-to-person'
import type { Picture } from '@/media/desk'

export const viewState = (given: Partial<ViewState> = {}): ViewState => ({
  type: 'view.state',
  flat: true,
  turn: 0,
  region: null,
  shows: 'page',
  display: 90,
  box: { x: 0, y: 0, width: 1, height: 1 },
  width: 2000,
  height: 2800,
  advice: 'fine',
  paper: 0,
  ...given,
})

export const stillPart = (given: Partial<StillPart> = {}): StillPart => ({
  type: 'still.part',
  still: 's-0001',
  shows: 'page',
  mime: 'image/jpeg',
  width: 2400,
  height: 3400,
  turn: 0,
  size: 8,
  at: 0,
  digest: 'a'.repeat(64),
  frames: 5,
  last: false,
  turned: 0,
  paper: 0,
  ...given,
})

export const cameraPart = (given: Partial<StillPart> = {}): StillPart =>
  stillPart({ shows: 'camera', digest: 'b'.repeat(64), size: 4, last: true, ...given })

export const stillState = (
  stage: StillState['stage'],
  given: Partial<StillState> = {},
): StillState => ({ type: 'still.state', still: 's-0001', stage, reason: null, ...given })

/** What checking makes of a part, without a browser. */
export const picture = (part: StillPart): Picture => ({
  part,
  url: `blob:${part.still}-${part.shows}`,
  thumbnail: `blob:${part.still}-${part.shows}-small`,
})
