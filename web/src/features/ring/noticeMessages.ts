/** What the pages and their service worker say to each other about a notification. */

/** With the notification: which page shows what it is about. */
export interface NoticeData {
  readonly path: string
}

export const NOTICE_TOUCHED = 'notice.touched'

/** To the page: the person touched its notification. */
export interface NoticeTouched {
  readonly type: typeof NOTICE_TOUCHED
  readonly tag: string
}

export function isNoticeTouched(data: unknown): data is NoticeTouched {
  return (data as Partial<NoticeTouched> | null)?.type === NOTICE_TOUCHED
}
