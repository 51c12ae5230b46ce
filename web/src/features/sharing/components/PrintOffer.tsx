import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { useDesk } from '@/features/paper/hooks/useDesk'
import { createStore, useStore, type Readable } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import { isOver, unprintable, type PrintingState } from '@/media/printing'

const none: Readable<PrintingState> = createStore({ printer: null, job: null })

/** Offer the resident to print the file that is shown, where there is a printer; and how it goes. */
export function PrintOffer({ file }: { file: File | null }): ReactElement | null {
  const { t } = useStaffLocale()
  const { line } = useDesk()
  const { printer, job } = useStore(line?.printing.state ?? none)
  if (!line || (!job && !(file && printer))) return null
  const { printing } = line
  const hindered = file && printer ? unprintable(file, printer) : null
  const words = job
    ? t(job.stage === 'failed' ? `sharing.print.failed.${job.reason ?? 'printer'}` : `sharing.print.${job.stage}`)
    : hindered && t(`sharing.print.not.${hindered}`)
  const mayTakeBack = job?.stage === 'receiving' || job?.stage === 'offered'
  return (
    <div className="share-print">
      <p role="status">{words}</p>
      {mayTakeBack && (
        <Button variant="secondary" onClick={() => printing.withdraw()}>
          {t('sharing.print.withdraw')}
        </Button>
      )}
      {isOver(job) && file && printer && (
        <Button
          variant="secondary"
          aria-disabled={hindered !== null}
          onClick={() => hindered === null && void printing.offer(file)}
        >
          {t('sharing.print.offer')}
        </Button>
      )}
      {job && isOver(job) && !file && (
        <Button variant="secondaryNoBorder" onClick={() => printing.dismiss()}>
          {t('sharing.print.seen')}
        </Button>
      )}
    </div>
  )
}
