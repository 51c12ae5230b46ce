import { later } from '@/lib/later'

export const InquiryPanel = later(
  async () => (await import('./components/InquiryPanel')).InquiryPanel,
)
