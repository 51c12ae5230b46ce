import '@/styles/booth'
import { Booth } from '@/features/booth/components/Booth'
import { mount } from '@/ui/mount'

mount(<Booth />)
