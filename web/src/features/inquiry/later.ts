import { later } from '@/lib/later'

/** The clerk's own question, which few visits have. */
export const ClerkInquiry = later(
  async () => (await import('./components/ClerkInquiry')).ClerkInquiry,
)

export const InquiryPanel = later(
  async () => (await import('./components/InquiryPanel')).InquiryPanel,
)
