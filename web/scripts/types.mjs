// Makes src/protocol/<name>.ts from each src/protocol/<name>.schema.json.
// With --check it changes nothing and fails when a committed file is not current.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'

const folder = new URL('../src/protocol/', import.meta.url)
const check = process.argv.includes('--check')
const banner = '// Made by `npm run types` from the schema beside it; edits here are lost.'

let stale = false
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.schema.json')).sort()) {
  const schema = JSON.parse(await readFile(new URL(file, folder), 'utf8'))
  const made = await compile(schema, schema.title, {
    additionalProperties: false,
    bannerComment: banner,
    enableConstEnums: false,
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true },
  })
  const target = new URL(file.replace('.schema.json', '.ts'), folder)
  const present = await readFile(target, 'utf8').catch(() => '')
  if (present === made) continue
  stale = true
  const name = target.pathname.split('/').at(-1)
  if (check) console.log(`not current: web/src/protocol/${name}`)
  else {
    await writeFile(target, made)
    console.log(`wrote: web/src/protocol/${name}`)
  }
}
process.exitCode = check && stale ? 1 : 0
