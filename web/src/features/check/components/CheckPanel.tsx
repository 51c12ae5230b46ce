import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { Button, Heading, Paragraph } from 'suomifi-ui-components'
import { useWorkspace, useWorkspaceState } from '@/features/workspace/context'
import { useStaffLocale } from '@/locales/staff'
import { currentRoom } from '@/state/select'
import { useNetworkCheck } from '../hooks/useNetworkCheck'
import { CameraCheck } from './CameraCheck'
import { LoudspeakerCheck } from './LoudspeakerCheck'
import { MicrophoneCheck } from './MicrophoneCheck'
import { NetworkCheck } from './NetworkCheck'
import './check.css'

/** Beside the page, which goes on: the devices are chosen and tried here, and the network. */
export function CheckPanel({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useStaffLocale()
  const { local } = useWorkspace()
  const inRoom = currentRoom(useWorkspaceState()) !== null
  const [started, setStarted] = useState(false)
  const network = useNetworkCheck()
  const heading = usePanelFocus(onClose)
  useEffect(() => () => local.letGo('test'), [local])
  const start = (): void => {
    setStarted(true)
    void local.hold('test')
    network.run()
  }
  return (
    <section className="check" role="dialog" aria-labelledby="check-heading">
      <div className="check-top">
        <Heading variant="h2" id="check-heading" tabIndex={-1} ref={heading}>
          {t('check.heading')}
        </Heading>
        <Button variant="secondaryNoBorder" onClick={onClose}>
          {t('check.close')}
        </Button>
      </div>
      <Paragraph>{t(inRoom ? 'check.introInRoom' : 'check.intro')}</Paragraph>
      {!started && (
        <div>
          <Button onClick={start}>{t('check.start')}</Button>
        </div>
      )}
      <CameraCheck />
      <MicrophoneCheck />
      <LoudspeakerCheck inRoom={inRoom} />
      {started && <NetworkCheck {...network} inRoom={inRoom} />}
    </section>
  )
}

/** Focus comes in and goes back to where it was; Escape closes, wherever the focus is. */
function usePanelFocus(onClose: () => void): React.RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus()
    return () => {
      // A ring takes the focus for itself.
      const lost = document.activeElement === null || document.activeElement === document.body
      if (lost && before instanceof HTMLElement) before.focus()
    }
  }, [])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [onClose])
  return heading
}
