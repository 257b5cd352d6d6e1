import { answerTo } from '../src/main/engine/used-calls'

/** The answer of an engine that has nothing to a GET of this path, in the form that Wheelhouse expects. */
export const emptyAnswer = (path: string): unknown =>
  ['objects', 'texts'].includes(answerTo('GET', path) ?? '') ? [] : {}
