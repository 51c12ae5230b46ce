import type { FetchTexts } from '@/i18n/FetchedLocale'
import type { Messages } from '@/i18n/translate'

const files = import.meta.glob<Messages>('./{staff,staffLater,check,expert,clerk,clerkLater,guard,landing,supervision}/*.json', {
  import: 'default',
})

/** Texts of these folders as one catalog, fetched in the language that is asked for. */
export function fetchFrom(...folders: readonly string[]): FetchTexts {
  return async (language) => {
    const texts = await Promise.all(
      folders.map((folder) => {
        const file = files[`./${folder}/${language}.json`]
        if (!file) throw new Error(`no texts in ${folder}`)
        return file()
      }),
    )
    return Object.assign({}, ...texts) as Messages
  }
}
