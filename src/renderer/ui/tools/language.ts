import { baseName } from '../format'

/** The language of a file by its name, as highlight.js knows it; empty when the name has no ending. */
export function languageOf(path: string): string {
  const name = baseName(path).toLowerCase()
  if (name === 'makefile' || name === 'dockerfile') return name
  const ending = /\.(\w+)$/.exec(name)?.[1] ?? ''
  return ENDINGS[ending] ?? ending
}

// Endings that highlight.js does not take for the name of a language.
const ENDINGS: Record<string, string> = {
  mts: 'typescript',
  cts: 'typescript',
  jsonc: 'json',
  htm: 'xml',
  vue: 'xml',
  svelte: 'xml',
  fish: 'bash',
  conf: 'ini',
}
