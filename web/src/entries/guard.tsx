import '@/styles/staff'
import { Api } from '@/api/http'
import { GuardPage } from '@/features/guard/components/GuardPage'
import { SignInGate } from '@/features/sign-in/components/SignInGate'
import { useGuardLocale } from '@/locales/guard'
import { fetchFrom } from '@/locales/fetch'
import { mount } from '@/ui/mount'
import { StaffPage } from '@/ui/StaffPage'

const api = new Api('guard')

function Guard() {
  const { t } = useGuardLocale()
  return (
    <SignInGate api={api} title={t('guard.title')}>
      <GuardPage />
    </SignInGate>
  )
}

const texts = fetchFrom('staff', 'guard')
const rest = fetchFrom('staffLater', 'check')

mount(
  <StaffPage texts={texts} rest={rest}>
    <Guard />
  </StaffPage>,
)
