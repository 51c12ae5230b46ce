import type { ReactElement } from 'react'
import type { Service } from '@/api/http'
import type { WorkspaceState } from '@/state/workspace'
import { useNow } from '../hooks/useNow'
import { queues } from '../overview'
import type { Watched } from '../watched'
import { Queues } from './Queues'
import { Sites } from './Sites'
import { Summary } from './Summary'
import { Talks } from './Talks'
import { Teams } from './Teams'
import { Today } from './Today'

interface Props {
  services: readonly Service[]
  watched: Watched
  availability: WorkspaceState['availability']
}

export function Overview({ services, watched, availability }: Props): ReactElement {
  const now = useNow()
  const lines = queues(services, watched, availability)
  return (
    <>
      <Summary queues={lines} watched={watched} now={now} />
      <div className="overview-columns">
        <div className="overview-column">
          <Queues queues={lines} now={now} />
          <Talks services={services} watched={watched} now={now} />
        </div>
        <div className="overview-column">
          <Teams services={services} watched={watched} now={now} />
          <Sites watched={watched} now={now} />
        </div>
      </div>
      <Today services={services} figures={watched.figures} />
    </>
  )
}
