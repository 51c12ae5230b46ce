import type { ReactElement, ReactNode } from 'react'
import { Heading } from 'suomifi-ui-components'

interface Props {
  id: string
  heading: string
  children: ReactNode
}

export function Section({ id, heading, children }: Props): ReactElement {
  return (
    <section className="card overview-section" aria-labelledby={id}>
      <Heading variant="h2" smallScreen id={id}>
        {heading}
      </Heading>
      {children}
    </section>
  )
}
