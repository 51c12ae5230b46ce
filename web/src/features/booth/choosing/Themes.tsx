import type { ReactElement } from 'react'
import { nameIn } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import type { Choosing } from '@/protocol/booth-to-page'
import { useTerminal } from '../context'
import { useFocusOnShow } from '../hooks/useFocusOnShow'
import { HelpTile } from './HelpTile'

/** What the matter is about, whichever office does it. */
export function Themes({ choosing }: { choosing: Choosing }): ReactElement {
  const { t, language } = useBoothLocale()
  const link = useTerminal()
  const title = useFocusOnShow()
  return (
    <div className="booth-choice">
      <h1 ref={title} tabIndex={-1}>
        {t('themes.heading')}
      </h1>
      <ul className="plain booth-tiles">
        {choosing.themes.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="booth-tile"
              onClick={() => link.send({ type: 'booth.theme', theme: id })}
            >
              <strong>{nameIn(name, language)}</strong>
            </button>
          </li>
        ))}
        {choosing.help && <HelpTile help={choosing.help} spoken={choosing.spoken} wide />}
      </ul>
    </div>
  )
}
