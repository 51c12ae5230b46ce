import type { ReactElement } from 'react'
import { Button, Modal, ModalContent, ModalFooter, ModalTitle, Paragraph } from 'suomifi-ui-components'
import { useClerkLocale } from '@/locales/clerk'
import type { TerminalState } from '@/protocol/server'

interface Props {
  terminal: TerminalState | null
  onConfirm: (terminal: string) => void
  onClose: () => void
}

/** Another clerk is in charge: taking over is asked twice. */
export function TakeOver({ terminal, onConfirm, onClose }: Props): ReactElement | null {
  const { t } = useClerkLocale()
  if (!terminal) return null
  const name = terminal.in_charge?.name ?? ''
  return (
    <Modal appElementId="root" visible onEscKeyDown={onClose} ariaLabelledBy="take-over-title">
      <ModalContent>
        <ModalTitle id="take-over-title">{t('terminals.takeOverTitle')}</ModalTitle>
        <Paragraph>{t('terminals.takeOverText', { name })}</Paragraph>
      </ModalContent>
      <ModalFooter>
        <Button onClick={() => onConfirm(terminal.terminal)}>{t('terminals.takeOver')}</Button>
        <Button variant="secondary" onClick={onClose}>
          {t('terminals.keep')}
        </Button>
      </ModalFooter>
    </Modal>
  )
}
