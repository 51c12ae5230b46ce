import { nameIn } from '@/i18n/languages'
import { useStaffLocale } from '@/locales/staff'
import type { AlarmTold } from '@/protocol/server'

interface AlarmText {
  title: string
  where: string
  who: string
}

/** What an alarm says in the page's language. */
export function useAlarmText(told: AlarmTold): AlarmText {
  const { t, language } = useStaffLocale()
  const places = told.places.map(({ name }) => nameIn(name, language))
  const { role, name } = told.raised_by
  return {
    title: t(told.state === 'escalated' ? 'alarm.titleEscalated' : 'alarm.title'),
    where: told.terminal_name
      ? `${places.join()}: ${nameIn(told.terminal_name, language)}`
      : places.join(', '),
    who:
      name === null
        ? t('alarm.byTerminal')
        : t('alarm.byPerson', { name, role: t(`role.${role}`).toLocaleLowerCase(language) }),
  }
}
