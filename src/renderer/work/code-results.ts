import type { HunkData, HunkTokens } from 'react-diff-view'
import { after } from '../client/after'
import { Results } from './results'
import { TimedWorker } from './timed-worker'

/** Some text of one colour; without a kind it is plain. */
export interface Run {
  readonly text: string
  /** What it is to the language, as class names of highlight.js. */
  readonly kind: string
}

/** Code that is to be coloured: a text, or the lines of a diff. */
export type CodeJob =
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | {
      readonly kind: 'diff'
      readonly language: string
      readonly hunks: readonly HunkData[]
      /** Whether the words are marked in which lines differ. */
      readonly isCompared: boolean
    }

/** Code in colours; a diff's when it was one. */
export interface Coloured {
  readonly runs: readonly Run[]
  readonly tokens: HunkTokens | undefined
}

/** Reads what the worker answers; nothing of the text may be lost or added. */
export function readColoured(answer: unknown, job: CodeJob): Coloured | undefined {
  if (job.kind === 'diff') return isTokens(answer) ? { runs: [], tokens: answer } : undefined
  if (!Array.isArray(answer) || !answer.every(isRun)) return undefined
  const isWhole = answer.length === 0 || answer.map(({ text }) => text).join('') === job.text
  return isWhole ? { runs: answer, tokens: undefined } : undefined
}

const isRun = (run: unknown): run is Run =>
  typeof run === 'object' &&
  run !== null &&
  'text' in run &&
  typeof run.text === 'string' &&
  'kind' in run &&
  typeof run.kind === 'string'

const isTokens = (answer: unknown): answer is HunkTokens =>
  typeof answer === 'object' &&
  answer !== null &&
  'old' in answer &&
  Array.isArray(answer.old) &&
  'new' in answer &&
  Array.isArray(answer.new)

/** All code of this page. */
export const codeResults = new Results<CodeJob, Coloured>(
  new TimedWorker({
    start: () => new Worker(new URL('./code.worker.ts', import.meta.url), { type: 'module' }),
    read: readColoured,
    after,
  }),
)
