import type { ReactElement } from 'react'
import { useStore } from '@/lib/store'
import { useBoothLocale } from '@/locales/booth'
import type { Counterpart } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import '@/styles/boothPrint.css'

/** Somebody offers a paper: the resident says whether it is printed, and sees how that goes. */
export function PaperOffer({ people }: { people: readonly Counterpart[] }): ReactElement {
  const { t } = useBoothLocale()
  const link = useTerminal()
  const shown = useStore(link.print)
  const name = people.find(({ participant }) => participant === shown?.participant)?.name
  const say = (yes: boolean): void => {
    if (shown) link.send({ type: 'booth.print_said', job: shown.job, yes })
  }
  return (
    // Always there, so that what is new in it is read aloud.
    <div className={shown ? 'booth-print' : 'booth-print-none'}>
      <p role="status">{shown && t(`print.${stageOf()}`, { name: name ?? t('print.somebody') })}</p>
      {shown && shown.stage !== 'printing' && (
        <div className="booth-print-answers">
          {shown.stage === 'offered' ? (
            <>
              <button type="button" className="booth-hearing-close" onClick={() => say(true)}>
                {t('print.yes')}
              </button>
              <button type="button" className="booth-toggle" onClick={() => say(false)}>
                {t('print.no')}
              </button>
            </>
          ) : (
            <button type="button" className="booth-toggle" onClick={() => say(false)}>
              {t('print.seen')}
            </button>
          )}
        </div>
      )}
    </div>
  )

  function stageOf(): 'offered' | 'printing' | 'printed' | 'failed' {
    const stage = shown?.stage
    return stage === 'offered' || stage === 'printing' || stage === 'printed' ? stage : 'failed'
  }
}
