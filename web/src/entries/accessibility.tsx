import '@/styles/staff'
import { StatementPage } from '@/features/statement/components/StatementPage'
import { fetchFrom } from '@/locales/fetch'
import { mount } from '@/ui/mount'
import { StaffPage } from '@/ui/StaffPage'

const texts = fetchFrom('staff')

mount(
  <StaffPage texts={texts}>
    <StatementPage />
  </StaffPage>,
)
