import type { ReactElement } from 'react'
import { Button } from 'suomifi-ui-components'
import { IconRemove } from 'suomifi-icons'
import { useStaffLocale } from '@/locales/staff'
import type { DeskLine } from '@/media/deskLine'
import { useConfirm } from '@/ui/useConfirm'

/** Forget the still that is looked at; the second press does it. */
export function RemoveStill({ still, line }: { still: string; line: DeskLine }): ReactElement {
  const { t } = useStaffLocale()
  const { armed, press } = useConfirm(() => line.remove(still))
  return (
    <Button variant="secondary" icon={<IconRemove />} onClick={press}>
      {armed ? t('still.removeNow') : t('still.remove')}
    </Button>
  )
}
