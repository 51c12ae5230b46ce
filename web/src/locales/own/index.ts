/**
 * A few sentences for residents whose language the screens do not speak otherwise: who is coming,
 * and what they choose before the camera opens. Whoever finds no file here reads the screen's own
 * language.
 */
import ar from './ar.json'
import et from './et.json'
import fa from './fa.json'
import ru from './ru.json'
import uk from './uk.json'

export type OwnWords = typeof ar

const OWN: Readonly<Record<string, OwnWords>> = { ar, et, fa, ru, uk }

export function ownWords(tag: string): OwnWords | null {
  return OWN[tag] ?? null
}
