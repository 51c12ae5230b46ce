import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { Directory } from '@/api/http'
import { ClerkPage } from '@/features/clerk/components/ClerkPage'
import { ExpertPage } from '@/features/expert/components/ExpertPage'
import { catalogs } from '@/locales/clerk'
import { catalogs as expertCatalogs } from '@/locales/expert'
import type { ClientMessage } from '@/protocol/client'
import type { LanguageAvailability, RequestTold, ServerMessage } from '@/protocol/server'
import { member, request, reservation, room, terminal, terminalMember, welcome } from './support/told'
import { showPage } from './support/workspace'

const names = (fi: string): { fi: string; sv: string; en: string } => ({ fi, sv: fi, en: fi })
const service = (id: string, interpreting: boolean): Directory['services'][number] => ({
  id,
  name: names(interpreting ? 'Tulkkaus' : 'Verohallinto'),
  description: names('Neuvontaa'),
  known_as: { fi: [], sv: [], en: [] },
  group: 'support',
  languages: interpreting ? ['ar', 'fse'] : ['fi'],
  interpreting,
  hours: names('Ma–pe 9–15'),
  papers: names('Ei mitään'),
})
const directory: Directory = {
  services: [service('vero', false), service('tulkkaus', true)],
  places: [],
}
const counted = (
  language: string,
  into: string | null,
  available: number,
  onDuty = available,
): LanguageAvailability => ({
  language,
  into,
  available,
  on_duty: onDuty,
  wait: available > 0 ? { low_s: 4, high_s: 20 } : null,
})
const open = { closed: false, opens_in_s: null }
const availability: ServerMessage = {
  type: 'availability.state',
  callbacks: false,
  services: [
    { service: 'vero', ...open, languages: [counted('fi', null, 2)] },
    {
      service: 'tulkkaus',
      ...open,
      languages: [counted('fi', 'ar', 1), counted('fi', 'fse', 0)],
    },
  ],
}
const ours = terminal({
  in_charge: { person: 'kaisa', name: 'Kaisa Niemi', seat: 'at_desk', you: true },
})
const interpreter = (given: Partial<RequestTold>): RequestTold =>
  request({
    request: 'int_1',
    kind: 'interpreter',
    service: 'tulkkaus',
    language: 'fi',
    into: 'ar',
    ...given,
  })
const last = (said: ClientMessage[]): ClientMessage | undefined => said.at(-1)
const console_ = (): ReturnType<typeof showPage> => showPage(<ClerkPage />, catalogs, directory)
const panel = (): HTMLElement => screen.getByRole('region', { name: 'Tulkki' })
const choose = (pair: RegExp): Promise<void> =>
  userEvent.selectOptions(
    within(panel()).getByLabelText('Tulkkauksen kielet'),
    within(panel()).getByRole('option', { name: pair }),
  )

describe("at the clerk's console", () => {
  it('is told how many are free in which languages, and how soon, before asking', () => {
    const { tell } = console_()
    tell(welcome(), ours, availability)
    const options = within(panel()).getAllByRole<HTMLOptionElement>('option')
    expect(options.map(({ textContent }) => textContent)).toEqual([
      'Ei tulkkia',
      'suomi–arabia: 1 vapaana, vastaus alle minuutissa',
      'suomi–suomalainen viittomakieli: ei ketään työssä',
    ])
    expect(options.map(({ disabled }) => disabled)).toEqual([false, false, true])
  })

  it('is summoned together with a service, and only this once', async () => {
    const { said, tell } = console_()
    tell(welcome(), ours, availability)
    const summon = await screen.findByRole('button', { name: /Kutsu Verohallinto/ })
    await choose(/arabia/)
    expect(panel().textContent).toContain('Tulkki kutsutaan samalla')
    await userEvent.click(summon)
    expect(last(said)).toMatchObject({
      type: 'request.create',
      service: 'vero',
      language: 'fi',
      interpreter: { service: 'tulkkaus', language: 'fi', into: 'ar' },
    })
    await userEvent.click(summon)
    expect(last(said)).not.toHaveProperty('interpreter')
  })

  it('is not a service to summon by itself', async () => {
    const { tell } = console_()
    tell(welcome(), ours, availability)
    expect(await screen.findByText(/Tulkki valitaan kohdassa Tulkki/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: /Kutsu Tulkkaus/ })).toBeNull()
  })

  it('is added at once, rings, waits, and is taken back', async () => {
    const { said, tell } = console_()
    tell(welcome(), ours, availability)
    await choose(/arabia/)
    await userEvent.click(screen.getByRole('button', { name: 'Kutsu tulkki nyt' }))
    expect(last(said)).toMatchObject({
      type: 'request.create',
      kind: 'interpreter',
      service: 'tulkkaus',
      language: 'fi',
      into: 'ar',
      terminal: 'porina-1',
    })
    tell(interpreter({ state: 'reserved' }))
    expect(within(panel()).getByText('Tulkille soitetaan')).toBeTruthy()
    tell(interpreter({ state: 'pending', position: 2, wait: { low_s: 130, high_s: 200 } }))
    expect(
      within(panel()).getByText('Tulkkia odotetaan, sija 2, vastaus 2–4 minuutissa'),
    ).toBeTruthy()
    expect(within(panel()).queryByLabelText('Tulkkauksen kielet')).toBeNull()
    await userEvent.click(within(panel()).getByRole('button', { name: 'Peru tulkki' }))
    expect(last(said)).toEqual({ type: 'request.cancel', request: 'int_1' })
  })

  it('that none comes is said in its own place and is no failure of the visit', () => {
    const { tell } = console_()
    tell(welcome(), ours, availability, request(), interpreter({ state: 'reserved' }))
    tell(interpreter({ state: 'canceled', reason: 'unserved', why: 'all_declined' }))
    expect(within(panel()).getByText('Kukaan tulkeista ei voinut nyt vastata.')).toBeTruthy()
    expect(screen.queryByText(/kukaan ei voi nyt vastata/)).toBeNull()
    expect(screen.getByText('Soi nyt, 1. asiantuntija')).toBeTruthy()
  })

  it("is never taken for the visit's own request", () => {
    const { tell } = console_()
    tell(welcome(), ours, availability, interpreter({ state: 'reserved' }))
    expect(screen.queryByRole('region', { name: 'Kutsu' })).toBeNull()
    expect(screen.queryByText(/Päätteellä on kutsu/)).toBeNull()
  })

  it('alone holds nobody: the clerk cannot leave the resident to the interpreter', () => {
    const { tell } = console_()
    const clerk = member({ role: 'clerk', seat: 'at_desk' })
    const amira = member({ participant: 'p_amira', role: 'interpreter', name: 'Amira Haddad' })
    const members = [clerk, amira, terminalMember()]
    tell(welcome(), ours, room({ members, links: [], grants: [], mode: 'consultation' }))
    expect(screen.getByRole('button', { name: 'Jatketaan yhdessä' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Poistu, asiantuntija jatkaa' })).toBeNull()
    expect(screen.getByText('Tulkki', { selector: '.quiet' })).toBeTruthy()
  })
})

describe("at the expert's page", () => {
  const amira = member({ participant: 'p_amira', role: 'interpreter', name: 'Amira Haddad' })
  const page = (): ReturnType<typeof showPage> => showPage(<ExpertPage />, expertCatalogs)

  it('rings with the languages in both directions and the place', () => {
    const { tell } = page()
    const ring = { kind: 'interpreter', language: 'fi', into: 'fse' } as const
    tell(welcome(), reservation({ ...ring, service_name: names('Tulkkaus') }))
    const card = screen.getByRole('alertdialog', { name: 'Tulkkaus' })
    expect(card.textContent).toContain('suomi–suomalainen viittomakieli, kumpaankin suuntaan')
    expect(card.textContent).toContain('Porina')
  })

  it('shows the interpreter as large as the resident, and what they are', () => {
    const { tell } = page()
    const members = [member(), amira, terminalMember()]
    const links = ['p_amira', 'p_terminal'].map((answerer) => ({
      offerer: 'p_me',
      answerer,
      generation: 0,
    }))
    tell(welcome(), room({ members, links }))
    const figure = screen.getByLabelText('Kuva: Amira Haddad').closest('figure')
    expect(figure?.textContent).toContain('Amira Haddad, tulkki')
    expect(figure?.closest('.stage-small')).toBeNull()
  })

  it('lets a specialist ask for one, and counts nobody before they do', async () => {
    const { said, tell } = page()
    tell(welcome(), room())
    expect(said.map(({ type }) => type)).not.toContain('availability.watch')
    await userEvent.click(screen.getByRole('button', { name: 'Pyydä tulkki mukaan' }))
    expect(last(said)).toMatchObject({ type: 'availability.watch' })
    tell(availability)
    await choose(/arabia/)
    await userEvent.click(screen.getByRole('button', { name: 'Kutsu tulkki nyt' }))
    expect(last(said)).toMatchObject({ kind: 'interpreter', into: 'ar', terminal: 'porina-1' })
  })

  it('gives an interpreter neither that nor the private consultation', () => {
    const { tell } = page()
    const identity = { role: 'interpreter', id: 'amira', name: 'Amira', languages: [] } as const
    const me = member({ role: 'interpreter', name: 'Amira Haddad' })
    const aino = member({ participant: 'p_aino' })
    tell(welcome({ identity: { ...identity, languages: [] } }), room({ members: [me, aino, terminalMember()] }))
    expect(screen.getByRole('button', { name: 'Lopeta keskustelu' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Pyydä tulkki mukaan' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Neuvottele kahden kesken' })).toBeNull()
  })
})
