import '@/styles/staff'
import { Api } from '@/api/http'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { SignInGate } from '@/features/sign-in/components/SignInGate'
import { useClerkLocale } from '@/locales/clerk'
import { fetchFrom } from '@/locales/fetch'
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

const texts = fetchFrom('staff', 'expert', 'clerk')
const rest = fetchFrom('staffLater', 'check', 'clerkLater')

mount(
  <StaffPage texts={texts} rest={rest}>
    <Clerk />
  </StaffPage>,
)
