import type { Service } from '@/api/http'
import type { Language } from '@/i18n/languages'
import { rank } from '@/lib/search'

/** The services that answer to `wanted`, best first; all in their own order when it is empty. */
export function findServices(
  services: readonly Service[],
  wanted: string,
  language: Language,
): Service[] {
  if (wanted.trim() === '') return [...services]
  return services
    .map((service) => ({ service, score: rank(wanted, textsOf(service, language)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ service }) => service)
}

/** The name counts most, first in the page's language and then in the others. */
function textsOf({ name, description }: Service, language: Language): string[] {
  return [name[language], name.fi, name.sv, name.en, description[language]]
}
