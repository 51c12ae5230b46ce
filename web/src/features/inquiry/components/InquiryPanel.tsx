import { useId } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { Heading } from 'suomifi-ui-components'
import { useLanguageName } from '@/features/languages/useLanguageName'
import { useWorkspace } from '@/features/workspace/context'
import { nameIn } from '@/i18n/languages'
import { useStore } from '@/lib/store'
import { useStaffLocale } from '@/locales/staff'
import type { RoomTold } from '@/protocol/server'
import { QuestionIcon } from '@/ui/icons'
import { InquiryPath } from './InquiryPath'
import { InquiryVoice } from './InquiryVoice'
import { TextPanel } from './TextPanel'
import './inquiry.css'

interface Props {
  room: RoomTold
  me: string
  /** A resident may be beside the person, and hear what the page plays. */
  besideResident: boolean
  /** Shown until somebody has answered. */
  waiting: ReactNode
  actions: ReactNode
}

/** A question and its answer: text first, voice when both want it. */
export function InquiryPanel({ room, me, besideResident, waiting, actions }: Props): ReactElement {
  const { t, language } = useStaffLocale()
  const languageName = useLanguageName()
  const line = useStore(useWorkspace().media.text)
  const heading = useId()
  const other = room.members.find((member) => member.participant !== me) ?? null
  return (
    <section className="card inquiry" aria-labelledby={heading}>
      <div className="inquiry-heading">
        <p className="inquiry-over">
          <QuestionIcon />
          {t('inquiry.over')}
        </p>
        <Heading variant="h3" as="h2" id={heading}>
          {nameIn(room.service_name, language)}
        </Heading>
        {room.language && <p className="quiet inquiry-language">{languageName(room.language)}</p>}
      </div>
      {line && <TextPanel line={line} other={other} />}
      <div className="inquiry-side stack">
        {other ? (
          <>
            <p className="inquiry-other">
              <strong>{other.name}</strong>
              <span className="quiet">{t(`role.${other.role}`)}</span>
              <InquiryPath other={other} />
            </p>
            <InquiryVoice other={other} besideResident={besideResident} />
          </>
        ) : (
          waiting
        )}
        <div className="inquiry-actions">{actions}</div>
      </div>
    </section>
  )
}
