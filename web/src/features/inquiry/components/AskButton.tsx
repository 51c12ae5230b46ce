import type { ReactElement } from 'react'
import type { Wanted } from '@/features/requests/hooks/useSummon'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useWorkspaceState } from '@/features/workspace/context'
import { useClerkLocale } from '@/locales/clerk'
import { currentRoom, inquiryRequest } from '@/state/select'
import { QuestionIcon } from '@/ui/icons'
import { useInquiry } from '../hooks/useInquiry'
import './inquiry.css'

interface Props {
  service: string
  wanted: Wanted
  /** How many can answer now, and how soon. */
  availability: string
  nobody: boolean
}

/** Asks the service something without the resident. */
export function AskButton({ service, wanted, availability, nobody }: Props): ReactElement {
  const { t } = useClerkLocale()
  const state = useWorkspaceState()
  const { ask, busy } = useInquiry()
  const language = useLanguageName()(wanted.language)
  const elsewhere = currentRoom(state) !== null || inquiryRequest(state) !== null
  const impossible = nobody || elsewhere || !state.accepting
  return (
    <button
      type="button"
      className="ask"
      disabled={busy || impossible}
      onClick={() => ask(wanted)}
    >
      <QuestionIcon />
      {t('inquiry.ask')}
      <span className="visually-hidden">
        {t('inquiry.askOf', { service, language, availability })}
      </span>
    </button>
  )
}
