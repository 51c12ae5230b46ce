import '@/styles/staff'
import { Api } from '@/api/http'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { SignInGate } from '@/features/sign-in/components/SignInGate'
import { useExpertLocale } from '@/locales/expert'
import { fetchFrom } from '@/locales/fetch'
import { mount } from '@/ui/mount'
import { StaffPage } from '@/ui/StaffPage'

const api = new Api('expert')

function Expert() {
  const { t } = useExpertLocale()
  return (
    <SignInGate api={api} title={t('expert.title')}>
      <ExpertPage />
    </SignInGate>
  )
}

const texts = fetchFrom('staff', 'expert')
const rest = fetchFrom('staffLater', 'check')

mount(
  <StaffPage texts={texts} rest={rest}>
    <Expert />
  </StaffPage>,
)
