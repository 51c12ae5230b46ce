/** A page's first load brings only the texts that it uses itself; the others come later. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../src')
const texts = (folder: string): string[] =>
  Object.keys(JSON.parse(readFileSync(join(src, 'locales', folder, 'fi.json'), 'utf8')) as object)
const later = ['staffLater', 'clerkLater', 'check'].flatMap(texts)

/** The file that is meant, if it is one of our own modules. */
function found(from: string, meant: string): string | undefined {
  const base = meant.startsWith('@/') ? join(src, meant.slice(2)) : resolve(dirname(from), meant)
  if (!/^[@.]\.?\//.test(meant)) return undefined
  return ['.ts', '.tsx', '/index.ts', ''].map((end) => base + end).find(
    (path) => /\.tsx?$/.test(path) && existsSync(path) && statSync(path).isFile(),
  )
}

/** A module and all that it imports at once; types are no code. */
function loadedWith(path: string, all = new Map<string, string>()): Map<string, string> {
  if (all.has(path) || path.includes('/locales/')) return all
  const code = readFileSync(path, 'utf8')
  all.set(path, code)
  for (const [, meant] of code.matchAll(/^(?:import|export) (?!type)(?:[^'"]*? from )?'([^']+)'/gm)) {
    const next = meant && found(path, meant)
    if (next) loadedWith(next, all)
  }
  return all
}

const SIGN_IN = 'features/sign-in/components/SignIn.tsx'

it.each(['clerk', 'expert', 'guard', 'landing', 'accessibility'])('%s', (page) => {
  const modules = loadedWith(join(src, `entries/${page}.tsx`))
  // It comes by itself, before anything that is left for later.
  loadedWith(join(src, SIGN_IN), modules)
  expect(modules.size).toBeGreaterThan(10)
  const code = [...modules.values()].join('\n')
  const literal = new Set([...code.matchAll(/'([\w-]+(?:\.[\w-]+)+)'/g)].map(([, key]) => key))
  const prefixes = [...code.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map(([, key]) => key ?? '')
  const tooEarly = later.filter(
    (key) =>
      literal.has(key.replace(/_(one|other)$/, '')) || prefixes.some((each) => key.startsWith(each)),
  )
  expect(tooEarly).toEqual([])
})
