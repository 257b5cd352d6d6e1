import type { Part } from '../../../shared/engine-types'
import { jsonText } from '../../store/json-text'

/** How much of one part is shown, in UTF-16 units: a few screens, and nothing to a layout. */
export const MOST_CHARS = 20_000
/** How many lines of it. */
const MOST_LINES = 400

/**
 * A part as the text that stands in it: nothing is parsed, drawn or coloured.
 * @returns the whole text; empty for bookkeeping
 */
export function plainPart(part: Part): string {
  switch (part.type) {
    case 'text':
      return part.text
    case 'reasoning':
      return part.text.trim() === '' ? '' : `Thought:\n${part.text}`
    case 'tool':
      return toolText(part)
    case 'file':
      return `File: ${part.filename ?? 'attached'} (${part.mime})`
    case 'agent':
      return `Agent: ${part.name}`
    case 'subtask':
      return `Sub-agent ${part.agent}: ${part.description}\n${part.prompt}`
    case 'compaction':
      return 'The messages above were summarised to make room.'
    default:
      // Steps, snapshots and patches: the engine's own bookkeeping.
      return ''
  }
}

function toolText({ tool, state }: Extract<Part, { type: 'tool' }>): string {
  const head = `Tool ${tool} (${state.status})\n${jsonText(state.input)}`
  if (state.status === 'completed') return `${head}\n${state.output}`
  return state.status === 'error' ? `${head}\nFailed: ${state.error}` : head
}

/**
 * The beginning of a text, of no more than can be shown.
 * @returns it, and how many characters are left out
 */
export function bounded(whole: string): { text: string; left: number } {
  const text = beginning(whole)
  return { text, left: whole.length - text.length }
}

function beginning(text: string): string {
  let at = -1
  for (let lines = 0; lines < MOST_LINES; lines += 1) {
    const next = text.indexOf('\n', at + 1)
    if (next < 0 || next > MOST_CHARS) return cutAt(text, MOST_CHARS)
    at = next
  }
  return text.slice(0, at)
}

/** Cuts between characters, not in the middle of one. */
function cutAt(text: string, most: number): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)
}
