import { charsOfEach, clip } from '../../store/clip'
import { SHOWN_TODOS, TODO_CHARS, TODO_WORDS } from '../../store/read-todos'
import { Icon } from '../icons'
import type { ToolPart } from '../tool-line'
import { MarksOf } from '../visible-text/marks'
import { Quoted } from '../visible-text/visible-text'
import { TextPanel } from './panel'
import { todosOf } from './todo-list'

/** The agent's plan as a check list. */
export function TodoBody({ part }: { part: ToolPart }) {
  const todos = todosOf(part)
  const { state } = part
  if (todos.length === 0) {
    return state.status === 'completed' ? (
      <TextPanel label="Output" text={state.output} what="output" />
    ) : null
  }
  const shown = todos.slice(0, SHOWN_TODOS)
  const chars = charsOfEach(shown.length, TODO_CHARS)
  const texts = shown.map(({ content }) => clip(content, chars))
  return (
    <MarksOf texts={texts} manner="words">
      <ul className="todos" aria-label="Plan">
        {shown.map(({ state: status }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a plan may name a step twice
          <li key={index} className={`todo todo-${status}`}>
            <span className="task-box" aria-hidden="true">
              {status === 'completed' && <Icon name="check" />}
              {status === 'cancelled' && <Icon name="close" />}
              {status === 'in_progress' && <span className="dot" />}
            </span>
            <span className="todo-text">
              <Quoted text={texts[index] ?? ''} manner="words" />
            </span>
            <span className={status === 'in_progress' ? 'todo-state' : 'hidden-text'}>
              {TODO_WORDS[status]}
            </span>
          </li>
        ))}
        {todos.length > SHOWN_TODOS && (
          <li className="todo">And {(todos.length - SHOWN_TODOS).toLocaleString('en')} more.</li>
        )}
      </ul>
    </MarksOf>
  )
}
