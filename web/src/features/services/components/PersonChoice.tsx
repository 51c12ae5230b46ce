import { useEffect, useId, useState } from 'react'
import type { ReactElement } from 'react'
import type { Colleague } from '@/api/http'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { type Failure, failureOf } from '@/features/errors/failure'
import { useWorkspace } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'

interface Props {
  service: string
  person: Colleague | null
  onChange: (person: Colleague | null) => void
}

/** Anybody, or one of those who answer for the service. */
export function PersonChoice({ service, person, onChange }: Props): ReactElement {
  const { t } = useClerkLocale()
  const { api } = useWorkspace()
  const id = useId()
  const [people, setPeople] = useState<readonly Colleague[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let shown = true
    api.colleagues(service).then(
      (found) => shown && setPeople(found),
      (error: unknown) => shown && setFailure(failureOf(error)),
    )
    return () => {
      shown = false
    }
  }, [api, service])
  return (
    <div>
      <label htmlFor={id} className="wishes-label">
        {t('wishes.person')}
      </label>
      <select
        id={id}
        className="wishes-person"
        value={person?.id ?? ''}
        onChange={(event) =>
          onChange(people.find((each) => each.id === event.target.value) ?? null)
        }
      >
        <option value="">{t('wishes.anybody')}</option>
        {people.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
      <FailureNote failure={failure} />
    </div>
  )
}
