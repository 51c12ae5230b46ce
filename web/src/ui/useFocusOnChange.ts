import { useEffect, useRef } from 'react'

/** When what the page is about changes, reading goes on from the beginning of the content. */
export function useFocusOnChange(view: string): void {
  const before = useRef(view)
  useEffect(() => {
    if (before.current === view) return
    before.current = view
    const main = document.getElementById('main')
    // What appeared may have taken the focus to a better place already.
    if (!main?.contains(document.activeElement)) main?.focus()
  }, [view])
}
