import type { ReactElement } from 'react'
import { Expander, ExpanderContent, ExpanderTitleButton, Heading } from 'suomifi-ui-components'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { glance, needsSomebody } from '../glance'
import type { Help } from '../hooks/useHelp'
import { TerminalList } from './TerminalList'

interface Props {
  /** The clerk's own. */
  own: string
  help: Help
  /** Nothing is under way with a resident: another one can be helped. */
  idle: boolean
}

/** Beside the own terminal: who waits at the others, and all of them when wanted. */
export function OtherTerminals({ own, help, idle }: Props): ReactElement | null {
  const { t } = useClerkLocale()
  const others = glance(useWorkspaceState()).filter(({ terminal }) => terminal.terminal !== own)
  if (others.length === 0) return null
  const urgent = others.filter(needsSomebody)
  const calm = others.filter((each) => !needsSomebody(each))
  return (
    <section className="stack other-terminals" aria-labelledby="others-heading">
      <Heading variant="h4" as="h3" id="others-heading">
        {t('glance.others')}
      </Heading>
      <FailureNote failure={help.failure} />
      {urgent.length === 0 ? (
        <p className="quiet">{t('glance.nobodyWaits')}</p>
      ) : (
        <>
          {!idle && <p className="quiet">{t('glance.afterThis')}</p>}
          <TerminalList seen={urgent} busy={help.busy} onHelp={idle ? help.begin : null} />
        </>
      )}
      {calm.length > 0 && (
        <Expander>
          <ExpanderTitleButton asHeading="h4">{t.count('glance.calm', calm.length)}</ExpanderTitleButton>
          <ExpanderContent>
            <TerminalList seen={calm} busy={help.busy} onHelp={null} />
          </ExpanderContent>
        </Expander>
      )}
    </section>
  )
}
