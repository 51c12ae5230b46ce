import '@/styles/staff'
import { Landing } from '@/features/landing/components/Landing'
import { fetchFrom } from '@/locales/fetch'
import { mount } from '@/ui/mount'
import { StaffPage } from '@/ui/StaffPage'

const texts = fetchFrom('staff', 'landing')

mount(
  <StaffPage texts={texts}>
    <Landing />
  </StaffPage>,
)
