import { readTodos, type TodoItem } from '../../store/read-todos'
import type { ToolPart } from '../tool-line'
import { listIn } from './fields'

/** The plan that a call wrote or read; empty when it names none. */
export function todosOf({ state }: ToolPart): readonly TodoItem[] {
  const metadata = 'metadata' in state ? state.metadata : undefined
  const known = listIn(metadata, 'todos')
  const todos = readTodos(known.length > 0 ? known : listIn(state.input, 'todos'))
  return todos.filter(({ content }) => content !== '')
}
