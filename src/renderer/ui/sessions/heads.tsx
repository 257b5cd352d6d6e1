import { useId } from 'react'
import type { ProjectHead } from '../../store/list-items'
import type { Store } from '../../store/store'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'
import { spellOut } from '../visible-text/spell-out'
import { Quoted } from '../visible-text/visible-text'
import { Waiting, Working } from './row-state'

/** Names a project, folds it, and begins a session in it. */
export function ProjectTitle({ project, isStop }: { project: ProjectHead; isStop: boolean }) {
  const { directory, name, isFolded, count } = project
  const actions = useActions()
  const isGone = useStore((store) => store.projects.isGone(directory))
  const nameID = useId()
  const stateID = useId()
  return (
    <div className="project-line">
      <h2 aria-labelledby={nameID}>
        <button
          type="button"
          className="project-title"
          data-stop={projectStop(directory)}
          tabIndex={isStop ? 0 : -1}
          aria-expanded={!isFolded}
          aria-labelledby={nameID}
          aria-describedby={stateID}
          title={isGone ? `${spellOut(directory, 'name')} is gone` : spellOut(directory, 'name')}
          onClick={() => actions.changeList((view) => view.toggleProject(directory))}
        >
          <Icon name="chevron" />
          <span className="project-name" id={nameID}>
            <Quoted text={name} manner="name" />
          </span>
          <span className="session-state" id={stateID}>
            {isGone && (
              <span className="state-failed">
                <Icon name="noFolder" />
                <span className="hidden-text">Its folder is gone. </span>
              </span>
            )}
            {isFolded && <FoldedState directory={directory} count={count} />}
          </span>
        </button>
      </h2>
      <IconButton
        icon="plus"
        className="project-new"
        label={`New session in ${spellOut(name, 'name')}`}
        onClick={() => {
          void actions.chooseProject(directory)
          focusComposer()
        }}
      />
    </div>
  )
}

/** What the rows of a folded project would say. */
function FoldedState({ directory, count }: { directory: string; count: number }) {
  const asks = useStore((store) => store.asks.all.filter(isIn(store, directory)).length)
  const isBusy = useStore((store) =>
    store.list.shown.some((it) => it.directory === directory && store.isBusy(it.id)),
  )
  if (asks > 0) return <Waiting count={asks} />
  if (isBusy) return <Working />
  return (
    <>
      {count}
      <span className="hidden-text">{count === 1 ? ' session' : ' sessions'}</span>
    </>
  )
}

const isIn =
  (store: Store, directory: string) =>
  ({ request }: { request: { sessionID: string } }) =>
    store.list.get(store.asks.rootOf(request.sessionID))?.directory === directory

/** What the arrow keys know a project's head by. */
export const projectStop = (directory: string): string => `project ${directory}`
