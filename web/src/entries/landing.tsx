import '@/styles/staff'
import { Landing } from '@/features/landing/components/Landing'
import { catalogs } from '@/locales/landing'
import { mount } from '@/ui/mount'
import { StaffPage } from '@/ui/StaffPage'

mount(
  <StaffPage catalogs={catalogs}>
    <Landing />
  </StaffPage>,
)
