import type { ToolPart } from '../tool-line'
import { listIn, textIn } from './fields'

const STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const

/** A step of the agent's plan. */
export interface Todo {
  readonly content: string
  readonly status: (typeof STATUSES)[number]
}

/** The plan that a call wrote or read; empty when it names none. */
export function todosOf({ state }: ToolPart): readonly Todo[] {
  const metadata = 'metadata' in state ? state.metadata : undefined
  const known = listIn(metadata, 'todos')
  return (known.length > 0 ? known : listIn(state.input, 'todos'))
    .map((it) => ({
      content: textIn(it, 'content'),
      status: STATUSES.find((status) => status === textIn(it, 'status')) ?? 'pending',
    }))
    .filter(({ content }) => content !== '')
}
