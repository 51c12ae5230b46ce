import type { ReactElement } from 'react'
import { nameIn } from '@/i18n/languages'
import { useSupervisionLocale } from '@/locales/supervision'
import type { TerminalHealth, WatchedTerminal } from '@/protocol/server'
import type { Timed } from '@/state/workspace'
import { useSpan } from '../hooks/useSpan'
import { devices, problems, sites } from '../overview'
import type { Watched } from '../watched'
import { Section } from './Section'

/** The terminals of each place, and what somebody has to look after there. */
export function Sites({ watched, now }: { watched: Watched; now: number }): ReactElement {
  const { t, language } = useSupervisionLocale()
  return (
    <Section id="overview-terminals" heading={t('terminals.heading')}>
      {sites(watched).map((site) => (
        <div key={site.id} className="site">
          <h3>{nameIn(site.name, language)}</h3>
          <ul className="plain lines">
            {site.terminals.map((terminal) => (
              <TerminalLine key={terminal.told.terminal} terminal={terminal} now={now} />
            ))}
          </ul>
        </div>
      ))}
    </Section>
  )
}

interface LineProps {
  terminal: Timed<WatchedTerminal>
  now: number
}

function TerminalLine({ terminal: { told, at }, now }: LineProps): ReactElement {
  const { t, language } = useSupervisionLocale()
  const span = useSpan()
  const time = told.since_s === null ? null : span((now - at) / 1000 + told.since_s)
  const faults = told.online && told.health ? problems(told.health) : []
  const seen = time === null ? t('terminals.never') : t('terminals.offline', { time })
  return (
    <li className={`line ${faults.length > 0 || !told.online ? 'line-fault' : ''}`}>
      <strong>{nameIn(told.name, language)}</strong>
      <span>{told.online ? t('terminals.online', { time: time ?? '' }) : seen}</span>
      {told.online && (
        <span className="quiet">
          {told.health === null && t('terminals.unknown')}
          {told.health !== null && faults.length === 0 && t('terminals.sound')}
          {faults
            .map(([device, state]) => `${t(`device.${device}`)}: ${t(`deviceState.${state}`)}`)
            .join(', ')}
        </span>
      )}
      {told.online && told.health && <Devices health={told.health} />}
    </li>
  )
}

function Devices({ health }: { health: TerminalHealth }): ReactElement {
  const { t } = useSupervisionLocale()
  return (
    <details className="line-more">
      <summary>{t('terminals.devices')}</summary>
      <dl className="devices">
        {devices(health).map(([device, state]) => (
          <div key={device}>
            <dt>{t(`device.${device}`)}</dt>
            <dd>{t(`deviceState.${state}`)}</dd>
          </div>
        ))}
        {health.version && (
          <div>
            <dt>{t('terminals.version')}</dt>
            <dd>{health.version}</dd>
          </div>
        )}
      </dl>
    </details>
  )
}
