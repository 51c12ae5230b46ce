import type { ReactElement, ReactNode, Ref } from 'react'
import { Button } from 'suomifi-ui-components'
import { MutedNote } from '@/features/devices/components/MutedNote'
import { useStaffLocale } from '@/locales/staff'
import { PeopleIcon, PhrasesIcon, TextIcon } from '@/ui/icons'
import type { Panel } from '../hooks/usePanel'
import { OwnControls } from './OwnControls'

interface Props {
  /** Null: there is nobody to write to. */
  text: Panel | null
  phrases: Panel | null
  phrasesAt: Ref<HTMLButtonElement>
  people: number
  onPeople: () => void
  /** One speaks, and the microphone is off. */
  mutedSpeaks: boolean
  /** After these. */
  actions: ReactNode
  at: Ref<HTMLDivElement>
}

/** Always in view: the own devices, text, who is here, and what ends it. */
export function StageControls(props: Props): ReactElement {
  const { text, phrases, phrasesAt, people, onPeople, mutedSpeaks, actions, at } = props
  const { t } = useStaffLocale()
  return (
    <div className="stage-controls" role="toolbar" aria-label={t('controls.heading')} ref={at}>
      <OwnControls />
      <MutedNote shown={mutedSpeaks} />
      {text && !text.isOpen && (
        <Button variant="secondary" icon={<TextIcon />} onClick={text.open}>
          {t('rtt.open')}
        </Button>
      )}
      {phrases && (
        <Button
          variant="secondary"
          icon={<PhrasesIcon />}
          ref={phrasesAt}
          aria-expanded={phrases.isOpen}
          onClick={phrases.isOpen ? phrases.close : phrases.open}
        >
          {t('phrases.heading')}
        </Button>
      )}
      <Button variant="secondary" icon={<PeopleIcon />} onClick={onPeople}>
        {t('people.count', { count: people })}
      </Button>
      {actions}
    </div>
  )
}
