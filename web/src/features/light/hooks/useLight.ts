import { useState } from 'react'
import { AS_CAME, type Light } from '../light'

export interface LightControl {
  readonly light: Light
  readonly set: (next: Light) => void
}

/** The light of one conversation's document, on this page only; the next one begins as it comes. */
export function useLight(conversation: string): LightControl {
  const [kept, setKept] = useState({ conversation, light: AS_CAME })
  return {
    light: kept.conversation === conversation ? kept.light : AS_CAME,
    set: (light) => setKept({ conversation, light }),
  }
}
