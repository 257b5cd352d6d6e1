import type { Todo } from '../../shared/engine-types'
import { clip } from './clip'

/** What a state of the agent's list is called. */
export const TODO_WORDS = {
  pending: 'To do',
  in_progress: 'In progress',
  completed: 'Done',
  cancelled: 'Cancelled',
} as const

export type TodoState = keyof typeof TODO_WORDS

/** One thing on the agent's list, as it is shown. */
export interface TodoItem {
  readonly content: string
  readonly state: TodoState
  readonly isUrgent: boolean
}

const STATES = Object.keys(TODO_WORDS) as TodoState[]

/** How many are shown. */
export const SHOWN_TODOS = 500
/** The most characters of one. */
export const TODO_CHARS = 2_000

/** Reads a list as the engine has it; what is none of its own form is left out. */
export function readTodos(todos: unknown): readonly TodoItem[] {
  return Array.isArray(todos) ? todos.filter(isTodo).map(toItem) : []
}

/** How far the list is: what was given up counts as done with, not as done. */
export function countTodos(items: readonly TodoItem[]) {
  const count = (state: TodoState) => items.filter((it) => it.state === state).length
  const done = count('completed')
  const dropped = count('cancelled')
  return { done, dropped, open: items.length - done - dropped, total: items.length }
}

const isTodo = (it: unknown): it is Todo =>
  typeof it === 'object' && it !== null && typeof (it as Partial<Todo>).content === 'string'

const toItem = ({ content, status, priority }: Todo): TodoItem => ({
  content: clip(content, TODO_CHARS),
  state: STATES.find((state) => state === status) ?? 'pending',
  isUrgent: priority === 'high',
})
