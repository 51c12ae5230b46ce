import type { ReactElement } from 'react'
import { useSupervisionLocale } from '@/locales/supervision'

interface Props {
  /** What the table is of. */
  name: string
  columns: readonly string[]
  /** Of each row the first is its header. */
  rows: readonly (readonly [string, ...(string | number)[]])[]
}

/** The numbers of a chart, to be read one by one. */
export function AsTable({ name, columns, rows }: Props): ReactElement {
  const { t } = useSupervisionLocale()
  return (
    <details className="as-table">
      <summary>
        {t('chart.asTable')}
        <span className="visually-hidden">: {name}</span>
      </summary>
      {/* Wider than a narrow window: it is scrolled by itself, by keys too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- to be scrolled by keys */}
      <div className="as-table-scroll" role="region" aria-label={name} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...others]) => (
              <tr key={first}>
                <th scope="row">{first}</th>
                {others.map((value, index) => (
                  <td key={columns[index + 1]} data-column={columns[index + 1]}>
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
