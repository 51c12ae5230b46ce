import { useId } from 'react'
import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { IconDownload } from 'suomifi-icons'
import { useStaffLocale } from '@/locales/staff'
import type { Picture, Still } from '@/media/desk'
import { fileName } from '../fileName'

interface Props {
  still: Still
  /** The one that is looked at. */
  picture: Picture
  /** Whether the service lets stills be saved. */
  allowed: boolean
}

/** What becomes of a still when the conversation ends; and where the service lets it, to disk. */
export function SaveStill({ still, picture, allowed }: Props): ReactElement {
  const { t } = useStaffLocale()
  const note = useId()
  const save = (): void => {
    const link = document.createElement('a')
    link.href = picture.url
    link.download = fileName(t(`still.file.${picture.part.shows}`), still, picture.part.mime)
    link.click()
  }
  return (
    <div className="paper-save">
      {allowed && (
        <Button
          variant="secondary"
          icon={<IconDownload />}
          aria-describedby={note}
          onClick={save}
        >
          {t('still.save')}
        </Button>
      )}
      <p id={note} className="paper-hint">
        {allowed ? t('still.saveNote') : t('still.goneNote')}
      </p>
    </div>
  )
}
