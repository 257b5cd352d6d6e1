import { createContext } from 'react'
import type { StickToEnd } from './use-stick-to-end'

/** The scroll area of the transcript that this stands in, if it stands in one. */
export const StickContext = createContext<StickToEnd | undefined>(undefined)
