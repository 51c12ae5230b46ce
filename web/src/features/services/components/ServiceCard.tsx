import { useState } from 'react'
import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { CallbackOffer } from '@/features/callbacks/components/CallbackOffer'
import type { Wanted } from '@/features/requests/hooks/useSummon'
import { useWorkspaceState } from '@/features/workspace/context'
import { isElsewhere, nameIn } from '@/i18n/languages'
import { useClerkLocale } from '@/locales/clerk'
import { Named } from '@/ui/Named'
import { noWishes, wanted } from '../wishes'
import { ServiceFacts } from './ServiceFacts'
import { SummonChoices } from './SummonChoices'
import { SummonWishes } from './SummonWishes'
import { Unserved } from './Unserved'

interface Props {
  service: Service
  canSummon: boolean
  onSummon: (wanted: Wanted) => void
}

/** One service: what it does, who is free in which language, and what else there is to do. */
export function ServiceCard({ service, canSummon, onSummon }: Props): ReactElement {
  const { t, language } = useClerkLocale()
  const availability = useWorkspaceState().availability[service.id]
  const [wishes, setWishes] = useState(noWishes)
  const name = nameIn(service.name, language)
  const unserved =
    availability &&
    (availability.told.closed || availability.told.languages.every((each) => !each.on_duty))
  const summon = (tag: string): void => {
    onSummon(wanted(service.id, tag, wishes))
    setWishes(noWishes)
  }
  return (
    <li className="card service">
      <h4>
        <Named of={service.name} />
      </h4>
      <p className="service-about">
        <Named of={service.description} />
      </p>
      {isElsewhere(service, language) && <p className="quiet">{t('services.elsewhere')}</p>}
      {service.interpreting ? (
        <p className="quiet">{t('services.interpreting')}</p>
      ) : unserved ? (
        <>
          <Unserved availability={availability} />
          <CallbackOffer service={service.id} serviceName={name} languages={service.languages} />
        </>
      ) : (
        <SummonChoices
          service={service}
          availability={availability?.told.languages}
          wishes={wishes}
          disabled={!canSummon}
          onSummon={summon}
        />
      )}
      <div className="service-more">
        {!unserved && !service.interpreting && <SummonWishes service={service} wishes={wishes} onChange={setWishes} />}
        <ServiceFacts service={service} />
      </div>
    </li>
  )
}
