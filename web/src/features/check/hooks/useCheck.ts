import { createContext, useContext } from 'react'

export interface Check {
  isOpen: boolean
  open: () => void
  close: () => void
}

export const CheckContext = createContext<Check>({
  isOpen: false,
  open: () => undefined,
  close: () => undefined,
})

/** The panel of devices and network, which any part of a page may open. */
export const useCheck = (): Check => useContext(CheckContext)
