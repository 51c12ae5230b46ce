/** The token with which a reloaded or dropped tab comes back as the same participant. */
export interface ResumeToken {
  get: () => string | null
  set: (token: string) => void
  forget: () => void
}

/** Kept in sessionStorage: it lives as long as the tab, and only in it. */
export function sessionResume(workspace: string): ResumeToken {
  const key = `etaluukku.resume.${workspace}`
  return {
    get: () => sessionStorage.getItem(key),
    set: (token) => sessionStorage.setItem(key, token),
    forget: () => sessionStorage.removeItem(key),
  }
}
