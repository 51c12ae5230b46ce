import type { ReactElement } from 'react'
import { nameIn } from '@/i18n/languages'
import { asClock } from '@/lib/useSeconds'
import { waitWords } from '@/lib/waitRange'
import { useSupervisionLocale } from '@/locales/supervision'
import { isActive, type Queue } from '../overview'
import { Section } from './Section'

interface Props {
  queues: readonly Queue[]
  now: number
}

/** Where somebody waits, or would be served; and what nobody serves now. */
export function Queues({ queues, now }: Props): ReactElement {
  const { t, language } = useSupervisionLocale()
  const active = queues.filter(isActive)
  const unserved = queues.filter((each) => !isActive(each))
  return (
    <Section id="overview-queues" heading={t('queues.heading')}>
      {active.length === 0 && <p className="quiet">{t('queues.none')}</p>}
      <ul className="plain lines">
        {active.map((queue) => (
          <QueueLine key={queue.service.id} queue={queue} now={now} />
        ))}
      </ul>
      {unserved.length > 0 && (
        <details>
          <summary>{t('queues.unserved', { count: unserved.length })}</summary>
          <ul className="plain lines lines-short">
            {unserved.map(({ service, closed }) => (
              <li key={service.id}>
                {nameIn(service.name, language)}
                {closed && <span className="quiet">, {t('queues.closed')}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}

function QueueLine({ queue, now }: { queue: Queue; now: number }): ReactElement {
  const { t, language } = useSupervisionLocale()
  const { waiting, longest, available, onDuty, wait } = queue
  const words = wait && waitWords(wait)
  return (
    <li className={`line ${waiting > 0 ? 'line-waiting' : ''}`}>
      <strong>{nameIn(queue.service.name, language)}</strong>
      <span>
        {longest === null
          ? t('queues.nobody')
          : t('queues.waiting', { count: waiting, time: asClock((now - longest) / 1000) })}
      </span>
      <span className="quiet">
        {t('queues.people', { available, onDuty })}
        {words && `, ${t(`wait.${words.kind}`, { low: words.low, high: words.high })}`}
        {queue.closed && `, ${t('queues.closed')}`}
      </span>
    </li>
  )
}
