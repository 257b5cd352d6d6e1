import type { RootContent } from 'hast'
import {
  type HunkData,
  type HunkTokens,
  markEdits,
  type TokenNode,
  tokenize,
} from 'react-diff-view'
import type { CodeJob, Run } from './code-results'
import { grammars } from './grammars'

/** More are not laid out in time: what follows stays plain. */
export const MOST_RUNS = 6_000

/** Does a job. @returns undefined where there is nothing to colour: the language is not known */
export function colourCode(job: CodeJob): readonly Run[] | HunkTokens | undefined {
  if (job.kind === 'diff') return tokensOf(job)
  if (!grammars.registered(job.language)) return []
  return bounded(flatten(grammars.highlight(job.language, job.text).children))
}

function flatten(nodes: readonly RootContent[], kind = ''): Run[] {
  return nodes.flatMap((node): Run[] => {
    if (node.type === 'text') return [{ text: node.value, kind }]
    if (node.type !== 'element') return []
    const names = node.properties.className
    return flatten(node.children, Array.isArray(names) ? names.join(' ') : kind)
  })
}

function bounded(runs: readonly Run[]): Run[] {
  const rest = runs.slice(MOST_RUNS)
  const shown = runs.slice(0, MOST_RUNS)
  if (rest.length > 0) shown.push({ text: rest.map(({ text }) => text).join(''), kind: '' })
  return shown
}

/** The language's colours, and within lines that changed the words that did. */
function tokensOf({ hunks, language, isCompared }: Extract<CodeJob, { kind: 'diff' }>) {
  const enhancers = isCompared ? [markEdits(hunks as HunkData[], { type: 'block' })] : []
  const highlight = (text: string, name: string) => grammars.highlight(name, text).children
  const tokens = grammars.registered(language)
    ? tokenize(hunks as HunkData[], {
        highlight: true,
        refractor: { highlight },
        language,
        enhancers,
      })
    : tokenize(hunks as HunkData[], { enhancers })
  const count = countIn(tokens.old) + countIn(tokens.new)
  return count > MOST_RUNS * 2 ? undefined : tokens
}

const countIn = (lines: readonly (readonly TokenNode[])[]): number =>
  lines.reduce((sum, line) => sum + countOf(line), 0)

const countOf = (nodes: readonly TokenNode[]): number =>
  nodes.reduce((sum, { children = [] }) => sum + 1 + countOf(children), 0)

export const isCodeJob = (job: unknown): job is CodeJob =>
  typeof job === 'object' && job !== null && 'kind' in job && 'language' in job
