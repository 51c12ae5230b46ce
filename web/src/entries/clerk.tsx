import '@/styles/staff'
import { Api } from '@/api/http'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { SignInGate } from '@/features/sign-in/components/SignInGate'
import { catalogs, useClerkLocale } from '@/locales/clerk'
import { mount } from '@/ui/mount'
import { StaffPage } from '@/ui/StaffPage'

const api = new Api('clerk')

function Clerk() {
  const { t } = useClerkLocale()
  return (
    <SignInGate api={api} title={t('clerk.title')}>
      <ClerkPage />
    </SignInGate>
  )
}

mount(
  <StaffPage catalogs={catalogs}>
    <Clerk />
  </StaffPage>,
)
