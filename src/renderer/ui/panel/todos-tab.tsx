import { charsOfEach, clip } from '../../store/clip'
import {
  countTodos,
  SHOWN_TODOS,
  TODO_CHARS,
  TODO_WORDS,
  type TodoItem,
  type TodoState,
} from '../../store/read-todos'
import { useActions, useStore } from '../context'
import { Icon, type IconName } from '../icons'
import { MarksOf } from '../visible-text/marks'
import { Quoted } from '../visible-text/visible-text'
import { EngineAway, PanelFailure, PanelSkeleton, PanelStale } from './panel-states'

/** What the agent has set out to do, and how far it is. */
export function TodosTab() {
  const phase = useStore((store) => store.todos.phase)
  const failure = useStore((store) => store.todos.failure)
  const items = useStore((store) => store.todos.items)
  const isReady = useStore((store) => store.isReady)
  const actions = useActions()
  const retry = () => void actions.loadTodos()

  if (items.length > 0) {
    return (
      <>
        {failure && <PanelStale text={`The list may be out of date. ${failure}`} onRetry={retry} />}
        <Progress items={items} />
        <Todos items={items.slice(0, SHOWN_TODOS)} />
        {items.length > SHOWN_TODOS && (
          <p className="panel-note">
            The first {SHOWN_TODOS} of {items.length.toLocaleString('en')} are shown.
          </p>
        )}
      </>
    )
  }
  if (phase === 'failed') {
    return <PanelFailure text={`The to-dos could not be loaded. ${failure}`} onRetry={retry} />
  }
  if (phase === 'loading') return isReady ? <PanelSkeleton /> : <EngineAway />
  return (
    <div className="panel-blank">
      <h2>No to-dos</h2>
      <p>For a task of several steps the agent keeps a list here, and checks off what is done.</p>
    </div>
  )
}

function Todos({ items }: { items: readonly TodoItem[] }) {
  const chars = charsOfEach(items.length, TODO_CHARS)
  const texts = items.map(({ content }) => clip(content, chars))
  return (
    <MarksOf texts={texts} manner="words">
      <ul className="panel-todos">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item has no name of its own
          <Todo key={index} item={item} text={texts[index] ?? ''} />
        ))}
      </ul>
    </MarksOf>
  )
}

function Progress({ items }: { items: readonly TodoItem[] }) {
  const { done, dropped, total } = countTodos(items)
  const wanted = total - dropped
  const words = [`${done} of ${wanted} done`, dropped > 0 && `${dropped} cancelled`].filter(Boolean)
  return (
    <div className="panel-todo-progress">
      <p>{words.join(', ')}</p>
      <progress
        className="panel-todo-bar"
        value={done}
        max={Math.max(1, wanted)}
        aria-label="To-dos done"
      />
    </div>
  )
}

const ICONS: Record<TodoState, IconName> = {
  pending: 'todo',
  in_progress: 'doing',
  completed: 'done',
  cancelled: 'dropped',
}

function Todo({ item: { state, isUrgent }, text }: { item: TodoItem; text: string }) {
  return (
    <li className={`panel-todo panel-todo-${state}`}>
      <Icon name={ICONS[state]} />
      <span className="panel-todo-text">
        <Quoted text={text} manner="words" />
      </span>
      {isUrgent && (state === 'pending' || state === 'in_progress') && (
        <span className="panel-todo-urgent">High priority</span>
      )}
      <span className="panel-todo-state">{TODO_WORDS[state]}</span>
    </li>
  )
}
