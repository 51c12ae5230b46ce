import type { ReactElement } from 'react'
import { AsTable } from './AsTable'

export interface Bar {
  id: string
  name: string
  value: number
}

interface Props {
  name: string
  columns: readonly [string, string]
  rows: readonly Bar[]
}

/** Lying bars, each with its name and number; the same numbers as a table. */
export function Bars({ name, columns, rows }: Props): ReactElement {
  return (
    <figure className="chart">
      <figcaption>{name}</figcaption>
      <BarLines rows={rows} />
      <AsTable name={name} columns={columns} rows={rows.map((row) => [row.name, row.value])} />
    </figure>
  )
}

/** For the eye only: a table with the same numbers belongs beside them. */
export function BarLines({ rows }: { rows: readonly Bar[] }): ReactElement {
  const most = Math.max(1, ...rows.map(({ value }) => value))
  return (
    <div className="bars" aria-hidden="true">
      {rows.map(({ id, name, value }) => (
        <div key={id} className="bar-row">
          <span>{name}</span>
          <svg className="bar" viewBox="0 0 100 10" preserveAspectRatio="none">
            <rect className="fill" width={(value / most) * 100} height="10" />
          </svg>
          <span>{value}</span>
        </div>
      ))}
    </div>
  )
}
