import type { ReactElement } from 'react'
import { LANGUAGES } from '@/i18n/languages'
import { catalogs } from '@/locales/booth'
import { useLasting } from '@/features/connection/hooks/useLasting'

/** The terminal's program is not there: said in every language, for nobody has chosen one. */
export function Restarting(): ReactElement {
  const said = useLasting(true, 400)
  return (
    <main className="booth-center" data-screen="restarting">
      {said && (
        <div className="booth-texts" role="status">
          {LANGUAGES.map((language) => (
            <p key={language} lang={language}>
              {catalogs[language]['restarting.text']}
            </p>
          ))}
        </div>
      )}
    </main>
  )
}
