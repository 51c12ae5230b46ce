import type { ReactElement } from 'react'
import { nameIn } from '@/i18n/languages'
import { useBoothLocale } from '@/locales/booth'
import type { BoothState } from '@/protocol/booth-to-page'
import { Logo } from '@/ui/Logo'
import { ChoosingScreen } from '../choosing/ChoosingScreen'
import { BackButton } from './BackButton'
import { Ended } from './Ended'
import { EndButton } from './EndButton'
import { Languages } from './Languages'
import { Message } from './Message'
import { Notices } from './Notices'
import { Papers } from './Papers'
import { Place } from './Place'
import { SpeechSwitch } from '../speech/SpeechSwitch'
import { useMoving } from '../speech/useMoving'
import { InConversation, TextPanel } from '../later'
import { LooksButton } from '../looks/LooksButton'
import { useLooks } from '../looks/useLooks'
import { Coming } from '../meeting/InOwnLanguage'
import { choosesBelow, NotYet, VoiceOnly } from '../meeting/VoiceOnly'
import { SoundBar } from '../sound/SoundBar'
import { TextButton } from '../text/TextButton'
import { useText } from '../text/useText'
import { StatementButton } from '../statement/StatementButton'
import { Start } from './Start'

/** Header, screen and the end button, each always in its own place. */
export function BoothPage({ state }: { state: BoothState }): ReactElement {
  const { t, language } = useBoothLocale()
  const text = useText()
  useMoving()
  useLooks(state.looks)
  const talking = state.screen === 'conversation'
  const writing = talking && text.isOpen
  const where = state.place_name ? nameIn(state.place_name, language) : ''
  return (
    <div className="booth" data-screen={state.screen} data-writing={writing}>
      <header className="booth-header">
        <Logo />
        <span className="booth-name">{t('booth.name')}</span>
        <span className="booth-where">{where}</span>
        <SpeechSwitch state={state} />
        {state.screen !== 'start' && <Languages />}
      </header>
      <Notices state={state} />
      <main className="booth-main" key={`${state.screen}-${state.choosing?.step ?? ''}`}>
        <ScreenOf state={state} />
        {writing && <TextPanel state={state} onClose={text.close} />}
      </main>
      <footer className="booth-footer">
        <div className="booth-tools">
          <LooksButton key={`looks-${state.screen}`} state={state} />
          {(talking || state.speech.state === 'on') && (
            <SoundBar hearing={state.hearing} meters={talking} />
          )}
          {talking && <TextButton text={text} />}
          {state.screen === 'start' && <StatementButton />}
          {choosesBelow(state) && <VoiceOnly state={state} />}
          {state.screen === 'choosing' && !isLeft(state) && <BackButton />}
        </div>
        <EndButton key={state.screen} screen={state.screen} />
      </footer>
    </div>
  )
}

/** A callback that is left is not gone back to. */
function isLeft({ choosing }: BoothState): boolean {
  return choosing?.callback?.step === 'left'
}

function ScreenOf({ state }: { state: BoothState }): ReactElement {
  const { t, language } = useBoothLocale()
  const service = state.service_name ? nameIn(state.service_name, language) : ''
  switch (state.screen) {
    case 'start':
      return <Start state={state} />
    case 'choosing':
      return state.choosing ? (
        <ChoosingScreen state={state} choosing={state.choosing} />
      ) : (
        <Start state={state} />
      )
    case 'connecting':
      return (
        <Message
          waiting
          heading={service ? t('connecting.heading', { service }) : t('connecting.plain')}
          text={t('connecting.text')}
        >
          <Coming choosing={state.choosing} />
          <NotYet state={state} />
          <Place state={state} />
          <Papers state={state} />
        </Message>
      )
    case 'conversation':
      return <InConversation state={state} />
    case 'on_hold':
      return <Message waiting heading={t('onHold.heading')} text={t('onHold.text')} />
    case 'with_clerk':
      return <Message heading={t('withClerk.heading')} text={t('withClerk.text')} />
    case 'ended':
      return <Ended state={state} />
  }
}
