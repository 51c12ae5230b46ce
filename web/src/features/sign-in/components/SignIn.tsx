import { useState } from 'react'
import type { ReactElement } from 'react'
import { Heading, InlineAlert, Paragraph, SearchInput } from 'suomifi-ui-components'
import type { Api } from '@/api/http'
import { FailureNote } from '@/features/errors/components/FailureNote'
import { useAction } from '@/features/errors/hooks/useAction'
import { matches } from '@/lib/search'
import { useStaffLocale } from '@/locales/staff'
import { useDemoPeople } from '../hooks/useDemoPeople'
import { PeopleList } from './PeopleList'
import './signIn.css'

export function SignIn({ api, onSignedIn }: { api: Api; onSignedIn: () => void }): ReactElement {
  const { t } = useStaffLocale()
  const people = useDemoPeople(api)
  const [wanted, setWanted] = useState('')
  const action = useAction()
  const signIn = async (person: string): Promise<void> => {
    if (await action.run(() => api.demoSignIn(person))) onSignedIn()
  }
  return (
    <section className="sign-in" aria-labelledby="sign-in-heading">
      <Heading variant="h2" id="sign-in-heading">
        {t('signIn.heading')}
      </Heading>
      <FailureNote failure={action.failure ?? (people.state === 'failed' ? people.failure : null)} />
      {people.state === 'none' && <Paragraph>{t('signIn.none')}</Paragraph>}
      {people.state === 'some' && (
        <>
          <InlineAlert>{t('signIn.demo')}</InlineAlert>
          <SearchInput
            labelText={t('signIn.search')}
            clearButtonLabel={t('search.clear')}
            searchButtonLabel={t('search.search')}
            fullWidth
            onChange={setWanted}
          />
          <PeopleList
            people={people.people.filter((each) =>
              matches(wanted, [each.name, ...each.services]),
            )}
            busy={action.busy}
            onChoose={(person) => void signIn(person)}
          />
        </>
      )}
    </section>
  )
}
