import { describe, expect, it } from 'vitest'
import type { Service } from '@/api/http'
import { findServices } from '@/features/services/find'
import { matches, normalize, rank } from '@/lib/search'

describe('normalize', () => {
  it('drops case, dots and rings', () => {
    expect(normalize('  ÄIDINKIELI, Åbo & Öljy ')).toBe('aidinkieli abo oljy')
  })

  it('leaves other scripts', () => {
    expect(normalize('Служба')).toBe('служба')
  })
})

describe('rank', () => {
  it('wants every word, in any order', () => {
    expect(matches('valvonta ymp', ['Ympäristö- ja terveysvalvonta'])).toBe(true)
    expect(matches('valvonta koulu', ['Ympäristö- ja terveysvalvonta'])).toBe(false)
  })

  it('finds everything with nothing', () => {
    expect(matches('  ', ['Kela'])).toBe(true)
  })

  it('prefers the beginning, then the beginning of a word, then the middle', () => {
    expect(rank('vero', ['Verohallinto'])).toBeGreaterThan(rank('vero', ['Kunnan vero']))
    expect(rank('vero', ['Kunnan vero'])).toBeGreaterThan(rank('vero', ['Kunnallisvero']))
  })

  it('prefers the name over the description', () => {
    expect(rank('vero', ['Verohallinto', ''])).toBeGreaterThan(rank('vero', ['Kela', 'Vero']))
  })
})

const names = (fi: string, sv: string): Service['name'] => ({ fi, sv, en: fi })
const service = (id: string, fi: string, sv: string): Service => ({
  id,
  name: names(fi, sv),
  description: names('Neuvoo ja auttaa', 'Ger råd'),
  group: 'state',
  languages: ['fi'],
  interpreting: false,
  hours: names('', ''),
  papers: names('', ''),
})
const services = [
  service('kela', 'Kela', 'FPA'),
  service('vero', 'Verohallinto', 'Skatteförvaltningen'),
  service('ymp', 'Ympäristövalvonta', 'Miljötillsyn'),
]

describe('findServices', () => {
  it('keeps the directory’s order without a search', () => {
    expect(findServices(services, '', 'fi').map(({ id }) => id)).toEqual(['kela', 'vero', 'ymp'])
  })

  it('finds without dots', () => {
    expect(findServices(services, 'ymparisto', 'fi').map(({ id }) => id)).toEqual(['ymp'])
  })

  it('finds by the name in another language', () => {
    expect(findServices(services, 'skatte', 'fi').map(({ id }) => id)).toEqual(['vero'])
  })
})
