import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { nameIn } from '@/i18n/languages'
import { asClock } from '@/lib/useSeconds'
import { useSupervisionLocale } from '@/locales/supervision'
import type { Figures, SupervisionFigures } from '@/protocol/server'
import { measures, OUTCOMES, together } from '../figures'
import { AsTable } from './AsTable'
import { BarLines, Bars } from './Bars'
import { HourChart } from './HourChart'
import { Section } from './Section'

interface Props {
  services: readonly Service[]
  figures: SupervisionFigures | null
}

/** So many services are drawn; all of them stand in the table. */
const MOST = 8

const percent = (share: number | null): string =>
  share === null ? '–' : `${Math.round(share * 100)} %`
const minutes = (seconds: number | null): string => (seconds === null ? '–' : asClock(seconds))

/** Today's figures, each with the definition that it uses; no person is in any of them. */
export function Today({ services, figures }: Props): ReactElement {
  const { t } = useSupervisionLocale()
  const all = together((figures?.services ?? []).map((each) => each.figures))
  return (
    <Section id="overview-today" heading={t('today.heading')}>
      <Definitions figures={all} level={figures?.level_s ?? 0} />
      {figures && (
        <div className="charts">
          <HourChart hours={figures.hours} />
          <Bars
            name={t('chart.outcomes')}
            columns={[t('chart.outcome'), t('chart.visits')]}
            rows={OUTCOMES.map((outcome) => ({
              id: outcome,
              name: t(`outcome.${outcome}`),
              value: all.outcomes[outcome] ?? 0,
            }))}
          />
          <ByService services={services} figures={figures} />
        </div>
      )}
      <p className="quiet">{t('today.kept')}</p>
    </Section>
  )
}

function Definitions({ figures, level }: { figures: Figures; level: number }): ReactElement {
  const { t } = useSupervisionLocale()
  const { asa_s, aht_s, level: share, abandonment } = measures(figures)
  const told = [
    ['answered', t('figures.answered'), String(figures.answered)],
    ['asa', t('figures.asa'), minutes(asa_s)],
    ['level', t('figures.level', { seconds: level }), percent(share)],
    ['abandonment', t('figures.abandonment'), percent(abandonment)],
    ['aht', t('figures.aht'), minutes(aht_s)],
    ['unserved', t('figures.unserved'), String(figures.unserved)],
    ['expired', t('figures.expired'), String(figures.expired)],
  ] as const
  return (
    <dl className="measures">
      {told.map(([key, name, value]) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd className="measure-value">{value}</dd>
          <dd className="quiet">{t(`figures.${key}.means`, { seconds: level })}</dd>
        </div>
      ))}
    </dl>
  )
}

function ByService({
  services,
  figures,
}: {
  services: readonly Service[]
  figures: SupervisionFigures
}): ReactElement | null {
  const { t, language } = useSupervisionLocale()
  const rows = figures.services.map(({ service, figures: own }) => {
    const known = services.find(({ id }) => id === service)
    const { asa_s, aht_s, level, abandonment } = measures(own)
    return [
      known ? nameIn(known.name, language) : service,
      own.answered,
      minutes(asa_s),
      percent(level),
      percent(abandonment),
      minutes(aht_s),
    ] as const
  })
  if (rows.length === 0) return null
  const busiest = figures.services
    .map(({ service, figures: own }, index) => ({
      id: service,
      name: rows[index]?.[0] ?? service,
      value: own.answered,
    }))
    .sort((one, other) => other.value - one.value)
    .slice(0, MOST)
  return (
    <figure className="chart chart-wide">
      <figcaption>{t('chart.services')}</figcaption>
      <BarLines rows={busiest} />
      <AsTable
        name={t('chart.services')}
        columns={[
          t('chart.service'),
          t('figures.answered'),
          t('figures.asa'),
          t('figures.level', { seconds: figures.level_s }),
          t('figures.abandonment'),
          t('figures.aht'),
        ]}
        rows={rows}
      />
    </figure>
  )
}
