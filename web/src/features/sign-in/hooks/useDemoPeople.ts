import { useEffect, useState } from 'react'
import { HttpError, type Api, type Person } from '@/api/http'
import { failureOf, type Failure } from '@/features/errors/failure'

export type People =
  | { state: 'asking' }
  /** This server has no demo sign-in. */
  | { state: 'none' }
  | { state: 'some'; people: Person[] }
  | { state: 'failed'; failure: Failure }

export function useDemoPeople(api: Api): People {
  const [people, setPeople] = useState<People>({ state: 'asking' })
  useEffect(() => {
    api
      .demoPeople()
      .then((found) => setPeople({ state: 'some', people: found }))
      .catch((error: unknown) => {
        const none = error instanceof HttpError && error.status === 404
        setPeople(none ? { state: 'none' } : { state: 'failed', failure: failureOf(error) })
      })
  }, [api])
  return people
}
