import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { FetchedLocale } from '@/i18n/FetchedLocale'
import { LocaleProvider } from '@/i18n/LocaleProvider'
import type { Language } from '@/i18n/languages'
import { later } from '@/lib/later'
import { fetchRest } from '@/lib/rest'
import { catalogs } from '@/locales/expert'
import { fetchFrom } from '@/locales/fetch'
import { LanguageSwitch } from '@/ui/LanguageSwitch'

const Greeting = ({ name }: { name: string }): ReactElement => <p>Hei {name}</p>

it('fetches a part when it is shown, once', async () => {
  const load = vi.fn(() => Promise.resolve(Greeting))
  const Part = later(load)
  expect(load).not.toHaveBeenCalled()
  render(
    <>
      <Part name="Aino" />
      <Part name="Björn" />
    </>,
  )
  expect(await screen.findByText('Hei Aino')).toBeTruthy()
  expect(screen.getByText('Hei Björn')).toBeTruthy()
  expect(load).toHaveBeenCalledOnce()
})

it('draws at once what was fetched before, and what was left for later within it', async () => {
  const Outer = later(() => {
    const Inner = later(() => Promise.resolve(Greeting))
    return Promise.resolve(() => <Inner name="Aino" />)
  })
  await fetchRest()
  render(<Outer />)
  expect(screen.getByText('Hei Aino')).toBeTruthy()
})

it('says that a part could not be fetched, and gets it with the next attempt', async () => {
  const load = vi.fn(() => Promise.resolve(Greeting)).mockRejectedValueOnce(new Error('no line'))
  const Part = later(load)
  render(
    <LocaleProvider catalogs={catalogs} language="fi">
      <Part name="Aino" />
    </LocaleProvider>,
  )
  expect(await screen.findByText(/Tätä sivun osaa ei saatu haettua/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Lataa sivu uudelleen' })).toBeTruthy()
  await act(fetchRest)
  expect(screen.getByText('Hei Aino')).toBeTruthy()
})

it('fetches the texts of one language, and another’s when it is chosen', async () => {
  const texts = fetchFrom('staff', 'expert')
  const asked: Language[] = []
  const fetch = (language: Language): ReturnType<typeof texts> => {
    asked.push(language)
    return texts(language)
  }
  localStorage.setItem('etaluukku.language', 'fi')
  render(
    <FetchedLocale fetch={fetch}>
      <LanguageSwitch />
    </FetchedLocale>,
  )
  expect(await screen.findByRole('group', { name: 'Sivuston kieli' })).toBeTruthy()
  expect(asked).toEqual(['fi'])
  await userEvent.click(screen.getByRole('button', { name: 'Svenska' }))
  expect(await screen.findByRole('group', { name: 'Sidans språk' })).toBeTruthy()
  expect(document.documentElement.lang).toBe('sv')
})
