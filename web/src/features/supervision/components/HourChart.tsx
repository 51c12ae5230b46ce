import type { ReactElement } from 'react'
import { useSupervisionLocale } from '@/locales/supervision'
import type { HourFigures } from '@/protocol/server'
import { AsTable } from './AsTable'

const SERIES = ['answered', 'abandoned', 'expired', 'unserved'] as const
const HEIGHT = 100
const WIDTH = 20

interface Props {
  hours: readonly HourFigures[]
}

/** What became of visits, hour by hour: standing bars, of which each part is a count. */
export function HourChart({ hours }: Props): ReactElement {
  const { t } = useSupervisionLocale()
  const shown = sinceFirst(hours)
  const totals = shown.map(({ figures }) => SERIES.reduce((sum, each) => sum + figures[each], 0))
  const most = Math.max(1, ...totals)
  const name = t('chart.hours')
  return (
    <figure className="chart">
      <figcaption>{name}</figcaption>
      <div className="hours" aria-hidden="true">
        <span className="quiet">{most}</span>
        <svg viewBox={`0 0 ${shown.length * WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          {shown.map((hour, index) => (
            <Hour key={hour.hour} hour={hour} x={index * WIDTH} most={most} />
          ))}
        </svg>
        <div className="hours-names quiet">
          <span>{shown[0] ? clock(shown[0].hour) : ''}</span>
          {shown.length > 1 && <span>{clock(shown.at(-1)?.hour ?? 0)}</span>}
        </div>
      </div>
      <ul className="plain legend" aria-hidden="true">
        {SERIES.map((each) => (
          <li key={each}>
            <svg viewBox="0 0 10 10">
              <rect className={`fill fill-${each}`} width="10" height="10" />
            </svg>
            {t(`figures.${each}`)}
          </li>
        ))}
      </ul>
      <AsTable
        name={name}
        columns={[t('chart.hour'), ...SERIES.map((each) => t(`figures.${each}`))]}
        rows={shown.map(({ hour, figures }) => [
          clock(hour),
          ...SERIES.map((each) => figures[each]),
        ])}
      />
    </figure>
  )
}

interface HourProps {
  hour: HourFigures
  x: number
  most: number
}

function Hour({ hour: { figures }, x, most }: HourProps): ReactElement {
  const parts = SERIES.map((each, index) => {
    const below = SERIES.slice(0, index).reduce((sum, other) => sum + figures[other], 0)
    return { each, height: (figures[each] / most) * HEIGHT, below: (below / most) * HEIGHT }
  })
  return (
    <g>
      {parts.map(({ each, height, below }) => (
        <rect
          key={each}
          className={`fill fill-${each}`}
          x={x + 2}
          y={HEIGHT - below - height}
          width={WIDTH - 4}
          height={height}
        />
      ))}
    </g>
  )
}

/** Nothing happens at night: from the first hour with anything, and at least eight of them. */
function sinceFirst(hours: readonly HourFigures[]): readonly HourFigures[] {
  const first = hours.findIndex(({ figures }) => SERIES.some((each) => figures[each] > 0))
  const latest = Math.max(0, hours.length - 8)
  return hours.slice(first < 0 ? latest : Math.min(first, latest))
}

const clock = (hour: number): string => `${hour}.00`
