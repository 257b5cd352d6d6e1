import { common, createLowlight } from 'lowlight'

const lowlight = createLowlight(common)

/** A node of highlighted text. */
export type Highlighted = ReturnType<typeof lowlight.highlight>['children'][number]

/**
 * Highlights a text.
 * @param language a name or a file's extension; see {@link knowsLanguage}
 */
export const highlight = (text: string, language: string): Highlighted[] =>
  lowlight.highlight(language, text).children

/** Whether texts in that language can be highlighted. */
export const knowsLanguage = (language: string): boolean => lowlight.registered(language)
