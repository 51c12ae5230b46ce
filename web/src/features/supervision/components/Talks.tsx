import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { nameIn } from '@/i18n/languages'
import { asClock } from '@/lib/useSeconds'
import { useSupervisionLocale } from '@/locales/supervision'
import type { Role } from '@/protocol/server'
import { talks, type Talk } from '../overview'
import type { Watched } from '../watched'
import { Section } from './Section'

interface Props {
  services: readonly Service[]
  watched: Watched
  now: number
}

/** Conversations without anything of what they are about: who is there is told by role. */
export function Talks({ services, watched, now }: Props): ReactElement {
  const { t } = useSupervisionLocale()
  const found = talks(watched)
  return (
    <Section id="overview-talks" heading={t('talks.heading')}>
      {found.length === 0 && <p className="quiet">{t('talks.none')}</p>}
      <ul className="plain lines">
        {found.map((talk) => (
          <TalkLine key={talk.terminal.terminal} talk={talk} services={services} now={now} />
        ))}
      </ul>
      <p className="quiet">{t('talks.private')}</p>
    </Section>
  )
}

interface LineProps {
  talk: Talk
  services: readonly Service[]
  now: number
}

function TalkLine({ talk: { terminal, room, since }, services, now }: LineProps): ReactElement {
  const { t, language } = useSupervisionLocale()
  const languageName = useLanguageName()
  const service = services.find(({ id }) => id === room.service)
  const about = [service && nameIn(service.name, language), room.language && languageName(room.language)]
  const count = new Map<Role, number>()
  for (const role of room.roles) count.set(role, (count.get(role) ?? 0) + 1)
  const roles = [...count].map(([role, many]) => (many > 1 ? `${t(`role.${role}`)} × ${many}` : t(`role.${role}`)))
  return (
    <li className="line">
      <strong>{nameIn(terminal.name, language)}</strong>
      <span>
        {about.filter(Boolean).join(', ')} {asClock((now - since) / 1000)}
        {room.mode === 'consultation' && `, ${t('talks.consultation')}`}
      </span>
      <span className="quiet">{roles.join(', ')}</span>
    </li>
  )
}
