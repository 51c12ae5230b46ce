// Made by `npm run types` from the schema beside it; edits here are lost.

export type FromBooth = BoothLanguage | BoothEnd | BoothDismiss | BoothShown

/**
 * The resident chose a language.
 */
export interface BoothLanguage {
  type: 'booth.language'
  language: 'fi' | 'sv' | 'en'
}
/**
 * The resident ends the conversation, or takes the request back.
 */
export interface BoothEnd {
  type: 'booth.end'
}
/**
 * Back from the ended screen to the start.
 */
export interface BoothDismiss {
  type: 'booth.dismiss'
}
/**
 * The page has drawn a picture.
 */
export interface BoothShown {
  type: 'booth.shown'
  picture: number
  seq: number
}
