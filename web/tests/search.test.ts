import { describe, expect, it } from 'vitest'
import type { Service } from '@/api/http'
import { searchOver } from '@/features/services/find'
import { matches, normalize } from '@/lib/search'

describe('normalize', () => {
  it('drops case, dots and rings', () => {
    expect(normalize('  ÄIDINKIELI, Åbo & Öljy ')).toBe('aidinkieli abo oljy')
  })

  it('leaves other scripts', () => {
    expect(normalize('Служба')).toBe('служба')
  })
})

describe('matches', () => {
  it('wants every word, in any order', () => {
    expect(matches('valvonta ymp', ['Ympäristö- ja terveysvalvonta'])).toBe(true)
    expect(matches('valvonta koulu', ['Ympäristö- ja terveysvalvonta'])).toBe(false)
  })

  it('finds everything with nothing', () => {
    expect(matches('  ', ['Kela'])).toBe(true)
  })
})

const names = (fi: string, sv: string): Service['name'] => ({ fi, sv, en: fi })
const service = (id: string, fi: string, sv: string, known: string[] = []): Service => ({
  id,
  name: names(fi, sv),
  description: names('Neuvoo ja auttaa', 'Ger råd'),
  known_as: { fi: known, sv: [], en: [] },
  group: 'state',
  languages: ['fi'],
  interpreting: false,
  hours: names('', ''),
  papers: names('', ''),
})
const services = [
  service('kela', 'Kela', 'FPA', ['kansaneläkelaitos']),
  service('vero', 'Verohallinto', 'Skatteförvaltningen', ['verotoimisto', 'verottaja']),
  service('ymp', 'Ympäristövalvonta', 'Miljötillsyn', ['home']),
  service('kiinteistovero', 'Kiinteistön vero', 'Fastighetsskatt'),
]
const find = searchOver(services, 'fi')
const found = (wanted: string): string[] => find(wanted).map(({ id }) => id)

describe('searchOver', () => {
  it('keeps the directory’s order without a search', () => {
    expect(found(' ')).toEqual(['kela', 'vero', 'ymp', 'kiinteistovero'])
  })

  it.each([
    ['the name', 'Verohallinto', 'vero'],
    ['its beginning, while it is typed', 'veroh', 'vero'],
    ['no dots', 'ymparisto', 'ymp'],
    ['the name in another language', 'skatteförv', 'vero'],
    ['the later part of a compound word', 'valvonta', 'ymp'],
    ['what people say', 'verotoimisto', 'vero'],
    ['what people say, inflected', 'verotoimistoon', 'vero'],
    ['an inflected short name', 'kelassa', 'kela'],
    ['two letters the wrong way round', 'verohalilnto', 'vero'],
    ['a missing letter', 'ympäritövalvonta', 'ymp'],
    ['a wrong letter', 'kansanelökelaitos', 'kela'],
    ['two words in any order', 'vero kiinteistön', 'kiinteistovero'],
  ])('finds by %s', (_, wanted, id) => {
    expect(found(wanted)[0]).toBe(id)
  })

  it('prefers a name that begins so', () => {
    expect(found('vero')).toEqual(['vero', 'kiinteistovero'])
  })

  it.each(['koulu', 'qwertyuiop', 'xx', '!!!', 'ke la vi xyz'])('does not find %s', (wanted) => {
    expect(found(wanted)).toEqual(wanted === '!!!' ? found('') : [])
  })

  it('takes five hundred services, and a word of any length', () => {
    const many = Array.from({ length: 500 }, (_, n) => service(`s${n}`, `Palvelu ${n}`, `Tjänst ${n}`))
    const findMany = searchOver([...many, ...services], 'fi')
    expect(findMany('verotoimsto')[0]?.id).toBe('vero')
    expect(findMany('å'.repeat(10_000))).toEqual([])
  })
})
