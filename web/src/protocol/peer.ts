// Made by `npm run types` from the schema beside it; edits here are lost.

export type PeerMessage = Written | Arrived

/**
 * Something written. `id` is its sender's; the same one may come again on a newer channel.
 */
export interface Written {
  type: 'written'
  id: string
  text: string
}
/**
 * The text of that `id` is shown at the other end.
 */
export interface Arrived {
  type: 'arrived'
  id: string
}
