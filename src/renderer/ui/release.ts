import { createContext } from 'react'

/** Called before something opens in the transcript: it then does not follow its end. */
export const ReleaseContext = createContext<() => void>(() => undefined)
