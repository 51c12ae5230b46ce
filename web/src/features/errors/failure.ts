import { HttpError } from '@/api/http'
import { Refused, type FailureCode } from '@/signaling/pending'

/** Everything that can go wrong with what a person asked, each with a text of its own. */
export type Failure = FailureCode | 'unreachable'

export function failureOf(error: unknown): Failure {
  return error instanceof Refused || error instanceof HttpError ? error.code : 'internal'
}
