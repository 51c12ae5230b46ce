import { useMemo, useState } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading, LoadingSpinner, SearchInput } from 'suomifi-ui-components'
import type { Service } from '@/api/http'
import { FailureNote } from '@/features/errors/components/FailureNote'
import type { Wanted } from '@/features/requests/hooks/useSummon'
import { useClerkLocale } from '@/locales/clerk'
import { searchOver } from '../find'
import { useDirectory } from '../hooks/useDirectory'
import { useWatchAvailability } from '../hooks/useWatchAvailability'
import { ServiceCard } from './ServiceCard'
import './services.css'

interface Props {
  /** Whether a service can be summoned now; when not, `why` says the reason. */
  canSummon: boolean
  why: string | null
  onSummon: (wanted: Wanted) => void
}

export function ServiceDirectory(props: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const { found, ask } = useDirectory()
  const [wanted, setWanted] = useState('')
  useWatchAvailability()
  const find = useMemo(
    () => searchOver(found.state === 'here' ? found.directory.services : [], language),
    [found, language],
  )
  const services = useMemo(() => find(wanted), [find, wanted])
  return (
    <section className="services" aria-labelledby="services-heading">
      <div className="services-top">
        <Heading variant="h2" id="services-heading">
          {t('services.heading')}
        </Heading>
        <SearchInput
          labelText={t('services.search')}
          labelMode="hidden"
          visualPlaceholder={t('services.search')}
          clearButtonLabel={t('search.clear')}
          searchButtonLabel={t('search.search')}
          onChange={setWanted}
        />
      </div>
      {props.why && (
        <p className="quiet" role="status">
          {props.why}
        </p>
      )}
      {found.state === 'asking' && <LoadingSpinner status="loading" text={t('shell.loading')} />}
      {found.state === 'failed' && (
        <div className="stack">
          <FailureNote failure={found.failure} />
          <Button onClick={ask}>{t('shell.again')}</Button>
        </div>
      )}
      {found.state === 'here' && <Groups {...props} services={services} ranked={wanted !== ''} />}
    </section>
  )
}

function Groups(props: Props & { services: readonly Service[]; ranked: boolean }): ReactElement {
  const { t } = useClerkLocale()
  const { services, ranked } = props
  const cards = (some: readonly Service[]): ReactElement => (
    <ul className="plain services-cards">
      {some.map((service) => (
        <ServiceCard key={service.id} service={service} {...props} />
      ))}
    </ul>
  )
  if (ranked) {
    return (
      <>
        <div role="status">
          <h3 className="services-found">
            {services.length === 0
              ? t('search.nothing')
              : t.count('services.found', services.length)}
          </h3>
        </div>
        {cards(services)}
      </>
    )
  }
  const groups = [...new Set(services.map(({ group }) => group))]
  return (
    <>
      {groups.map((group) => (
        <div key={group} className="services-group">
          <Heading variant="h4" as="h3">
            {t(`services.group.${group}`)}
          </Heading>
          {cards(services.filter((each) => each.group === group))}
        </div>
      ))}
    </>
  )
}
