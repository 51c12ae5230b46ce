import type { ReactElement } from 'react'
import { asClock } from '@/lib/useSeconds'
import { useSupervisionLocale } from '@/locales/supervision'
import { byState, problems, talks, type Queue } from '../overview'
import type { Watched } from '../watched'

interface Props {
  queues: readonly Queue[]
  watched: Watched
  now: number
}

/** The whole in five numbers, each with what makes it worth a look. */
export function Summary({ queues, watched, now }: Props): ReactElement {
  const { t } = useSupervisionLocale()
  const terminals = Object.values(watched.terminals).map(({ told }) => told)
  const online = terminals.filter((each) => each.online)
  const faulty = online.filter(({ health }) => health && problems(health).length > 0).length
  const people = byState(watched)
  const onDuty = people.available + people.reserved + people.busy + people.wrap_up
  const longest = queues.flatMap((each) => (each.longest === null ? [] : [each.longest]))
  const waiting = queues.reduce((sum, each) => sum + each.waiting, 0)
  const tiles = [
    [
      t('overview.waiting'),
      waiting,
      longest.length > 0
        ? t('overview.longest', { time: asClock((now - Math.min(...longest)) / 1000) })
        : t('overview.nobodyWaits'),
    ],
    [t('overview.talks'), talks(watched).length, t('overview.talksHint')],
    [t('overview.available'), people.available, t('overview.onDuty', { count: onDuty })],
    [
      t('overview.online'),
      online.length,
      t('overview.ofTerminals', { count: terminals.length }),
    ],
    [t('overview.faulty'), faulty, t('overview.faultyHint')],
  ] as const
  return (
    <section aria-labelledby="overview-now">
      <h2 id="overview-now" className="visually-hidden">
        {t('overview.now')}
      </h2>
      <dl className="tiles">
        {tiles.map(([name, value, hint]) => (
          <div key={name} className="card tile">
            <dt>{name}</dt>
            <dd className="tile-value">{value}</dd>
            <dd className="quiet">{hint}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
