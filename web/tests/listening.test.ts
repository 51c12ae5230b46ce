import { expect, it } from 'vitest'
import { Listening, type MicrophoneHeard } from '@/features/check/listening'

type Part = readonly [decibels: number, tenths: number]

/** What is said in the end, after levels of so many tenths of a second each. */
function after(parts: readonly Part[]): MicrophoneHeard {
  const listening = new Listening()
  let [now, said]: [number, MicrophoneHeard] = [100, 'listening']
  for (const [decibels, tenths] of parts) {
    for (let tenth = 0; tenth < tenths; tenth += 1) said = listening.level(decibels, (now += 0.1))
  }
  return said
}

it.each<[string, Part[], MicrophoneHeard]>([
  ['waits at first', [[-60, 10]], 'listening'],
  ['hears speech', [[-60, 20], [-30, 5]], 'heard'],
  ['does not take a knock for speech', [[-60, 20], [-20, 1], [-60, 5]], 'listening'],
  ['tells that nobody speaks', [[-60, 70]], 'quiet'],
  ['hears who speaks after all', [[-60, 70], [-25, 5]], 'heard'],
  ['tells a microphone that is switched off', [[-100, 25]], 'silent'],
  ['is right again when it is switched on', [[-100, 25], [-25, 5]], 'heard'],
  ['stays with what it heard in the pauses of speech', [[-25, 5], [-100, 60]], 'heard'],
])('%s', (_name, parts, expected) => {
  expect(after(parts)).toBe(expected)
})
