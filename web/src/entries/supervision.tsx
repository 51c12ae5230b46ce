import '@/styles/staff'
import { Api } from '@/api/http'
import { SignInGate } from '@/features/sign-in/components/SignInGate'
import { SupervisionPage } from '@/features/supervision/components/SupervisionPage'
import { useSupervisionLocale } from '@/locales/supervision'
import { fetchFrom } from '@/locales/fetch'
import { mount } from '@/ui/mount'
import { StaffPage } from '@/ui/StaffPage'

const api = new Api('supervision')

function Supervision() {
  const { t } = useSupervisionLocale()
  return (
    <SignInGate api={api} title={t('overview.title')}>
      <SupervisionPage />
    </SignInGate>
  )
}

const texts = fetchFrom('staff', 'supervision')
const rest = fetchFrom('staffLater', 'check')

mount(
  <StaffPage texts={texts} rest={rest}>
    <Supervision />
  </StaffPage>,
)
