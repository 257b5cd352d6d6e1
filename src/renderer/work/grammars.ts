import { common, createLowlight } from 'lowlight'

/** The languages that are written most; a chunk of its own. */
export const grammars = createLowlight(common)
