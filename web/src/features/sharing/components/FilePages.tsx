import { useEffect, useId, useRef, useState } from 'react'
import type { ReactElement, SubmitEvent } from 'react'
import { Button } from 'suomifi-ui-components'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { FileShow } from '@/media/showing/fileShow'
import { back, forward, MAX_PARTS } from '@/media/showing/pages'

/** The page that is shown, as the others see it, and the ways to the other pages. */
export function FilePages({ file }: { file: FileShow }): ReactElement {
  const { t } = useStaffLocale()
  const { name, place, count, failure } = useStore(file.state)
  const paper = useRef<HTMLDivElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    paper.current?.replaceChildren(file.canvas)
    // The button that opened the file is gone.
    panel.current?.focus()
  }, [file])
  return (
    <div className="share-pages" role="group" aria-label={name} tabIndex={-1} ref={panel}>
      <p className="share-name">{name}</p>
      <div ref={paper} className="share-paper" role="img" aria-label={t('sharing.preview')} />
      <p role="status" className="share-place">
        {t(place.parts > 1 ? 'sharing.placePart' : 'sharing.place', { ...place, count })}
        {failure && <span className="share-failure">{t(`sharing.note.${failure}`)}</span>}
      </p>
      <div className="share-turn">
        <Button
          variant="secondary"
          aria-disabled={back(place) === null}
          onClick={() => file.previous()}
        >
          {t('sharing.previous')}
        </Button>
        <Button aria-disabled={forward(place, count) === null} onClick={() => file.next()}>
          {t('sharing.next')}
        </Button>
      </div>
      <div className="share-turn">
        <Button
          variant="secondaryNoBorder"
          aria-disabled={place.parts === 1}
          onClick={() => file.smaller()}
        >
          {t('sharing.smaller')}
        </Button>
        <Button
          variant="secondaryNoBorder"
          aria-disabled={place.parts === MAX_PARTS}
          onClick={() => file.larger()}
        >
          {t('sharing.larger')}
        </Button>
      </div>
      {count > 2 && <GoTo file={file} count={count} />}
      <p className="quiet">{t('sharing.local')}</p>
    </div>
  )
}

/** Straight to a page of a long document. */
function GoTo({ file, count }: { file: FileShow; count: number }): ReactElement {
  const { t } = useStaffLocale()
  const id = useId()
  const [wanted, setWanted] = useState('')
  const go = (event: SubmitEvent): void => {
    event.preventDefault()
    file.goTo(Number(wanted))
    setWanted('')
  }
  return (
    <form className="share-goto" onSubmit={go}>
      <label htmlFor={id}>{t('sharing.goTo')}</label>
      <input
        id={id}
        type="number"
        min={1}
        max={count}
        required
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <Button type="submit" variant="secondary">
        {t('sharing.go')}
      </Button>
    </form>
  )
}
