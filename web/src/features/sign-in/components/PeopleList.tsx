import type { ReactElement } from 'react'
import type { Person } from '@/api/http'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useStaffLocale } from '@/locales/staff'
import type { Role } from '@/protocol/server'

interface Props {
  people: readonly Person[]
  busy: boolean
  onChoose: (person: string) => void
}

export function PeopleList({ people, busy, onChoose }: Props): ReactElement {
  const { t } = useStaffLocale()
  const languageName = useLanguageName()
  if (people.length === 0) return <p role="status">{t('search.nothing')}</p>
  return (
    <ul className="plain people">
      {people.map(({ id, name, role, languages }) => (
        <li key={id}>
          <button type="button" disabled={busy} onClick={() => onChoose(id)}>
            <span className="people-name">{name}</span>
            <span className="quiet">
              {t(`role.${role as Role}`)}, {languages.map(languageName).join(', ')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
