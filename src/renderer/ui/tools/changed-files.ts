import type { ToolPart } from '../tool-line'
import { fieldOf, listIn, numberIn, textIn } from './fields'

/** What a tool changed, as the engine tells it beside the result (opencode 1.18). */
export interface Changes {
  /** A unified diff, of one file or several; empty when the engine gave none. */
  readonly diff: string
  readonly added: number
  readonly removed: number
}

/** What a tool call changed or would have; undefined when it does not say. */
export function changesOf({ state }: ToolPart): Changes | undefined {
  const metadata = 'metadata' in state ? state.metadata : undefined
  const files = listIn(metadata, 'files')
  const diff =
    textIn(metadata, 'diff') ||
    textIn(fieldOf(metadata, 'filediff'), 'patch') ||
    files.map((file) => textIn(file, 'patch') || textIn(file, 'diff')).join('\n')
  if (diff.trim() === '') return undefined
  const one = fieldOf(metadata, 'filediff')
  const sum = (name: string) =>
    [one, ...files].reduce<number>((all, file) => all + (numberIn(file, name) ?? 0), 0)
  return { diff, added: sum('additions'), removed: sum('deletions') }
}
