import { useState } from 'react'
import { rememberArrangement, rememberedArrangement, type Arrangement } from '../arrangement'

/** The arrangement that `person` chose on this device, and the way to another. */
export function useArrangement(person: string): [Arrangement, (next: Arrangement) => void] {
  const [arrangement, setArrangement] = useState(() => rememberedArrangement(person))
  const choose = (next: Arrangement): void => {
    rememberArrangement(person, next)
    setArrangement(next)
  }
  return [arrangement, choose]
}
