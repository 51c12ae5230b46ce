import type { Language } from './languages'

type Catalogs<Texts> = Record<Language, Texts>

/** Two catalogs as one. */
export const joined = <First, Second>(
  first: Catalogs<First>,
  second: Catalogs<Second>,
): Catalogs<First & Second> => ({
  fi: { ...first.fi, ...second.fi },
  sv: { ...first.sv, ...second.sv },
  en: { ...first.en, ...second.en },
})
