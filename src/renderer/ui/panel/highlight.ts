import { grammars } from '../markdown/grammars'

/** A node of highlighted text. */
export type Highlighted = ReturnType<typeof grammars.highlight>['children'][number]

/**
 * Highlights a text.
 * @param language a name or a file's extension; see {@link knowsLanguage}
 */
export const highlight = (text: string, language: string): Highlighted[] =>
  grammars.highlight(language, text).children

/** Whether texts in that language can be highlighted. */
export const knowsLanguage = (language: string): boolean => grammars.registered(language)
