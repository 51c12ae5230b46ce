import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { nameIn } from '@/i18n/languages'
import { useSupervisionLocale } from '@/locales/supervision'
import { byState, STATES, teams, type Present, type Team } from '../overview'
import { useSpan } from '../hooks/useSpan'
import type { Watched } from '../watched'
import { Bars } from './Bars'
import { Section } from './Section'

interface Props {
  services: readonly Service[]
  watched: Watched
  now: number
}

/** Who is there, by the services that they answer for; closed until somebody opens it. */
export function Teams({ services, watched, now }: Props): ReactElement {
  const { t } = useSupervisionLocale()
  const counts = byState(watched)
  return (
    <Section id="overview-people" heading={t('persons.heading')}>
      <Bars
        name={t('persons.chart')}
        columns={[t('persons.state'), t('persons.number')]}
        rows={STATES.filter((state) => state !== 'offline').map((state) => ({ id: state, name: t(`persons.${state}`), value: counts[state] }))}
      />
      {teams(services, watched).map((team) => (
        <TeamList key={team.service?.id ?? ''} team={team} now={now} />
      ))}
    </Section>
  )
}

function TeamList({ team, now }: { team: Team; now: number }): ReactElement {
  const { t, language } = useSupervisionLocale()
  const name = team.service ? nameIn(team.service.name, language) : t('persons.noService')
  const available = team.present.filter(({ person }) => person.state === 'available').length
  return (
    <details>
      <summary>
        {name}: {t('persons.team', { available, present: team.present.length })}
      </summary>
      <ul className="plain lines lines-short">
        {team.present.map((present) => (
          <PersonLine key={present.person.person} present={present} now={now} />
        ))}
      </ul>
      {team.absent > 0 && <p className="quiet">{t('persons.absent', { count: team.absent })}</p>}
    </details>
  )
}

function PersonLine({ present, now }: { present: Present; now: number }): ReactElement {
  const { t } = useSupervisionLocale()
  const span = useSpan()
  const { name, state, reason } = present.person
  const away = state === 'away' && reason !== 'self' ? `, ${t(`persons.why.${reason}`)}` : ''
  return (
    <li className="line">
      <strong>{name}</strong>
      <span>
        {t(`persons.${state}`)}
        {away}
      </span>
      <span className="quiet">
        {present.since !== null && span((now - present.since) / 1000)}
      </span>
    </li>
  )
}
