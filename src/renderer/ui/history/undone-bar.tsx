import { type Revert, revertedFiles, undoneCount } from '../../store/revert'
import { useActions, useStore } from '../context'
import { Icon } from '../icons'

/** Says what is undone and brings it back, until a new message makes it final. */
export function UndoneBar({ sessionID }: { sessionID: string }) {
  const revert = useStore((store) => store.list.get(sessionID)?.revert)
  const count = useStore((store) => undoneCount(store, sessionID))
  const canWork = useStore(
    (store) => store.isReady && store.workbench.workOn(sessionID) === undefined,
  )
  const isBusy = useStore((store) => store.isBusy(sessionID))
  const actions = useActions()
  // While the run of the next message begins, the engine is still clearing up.
  if (!revert || isBusy) return null
  return (
    <section className="undone" aria-label="Undone messages">
      <div className="notice">
        <div className="notice-body">
          <p>{undoneText(count, revert)}</p>
          <p className="undone-hint">Your next message makes that final.</p>
        </div>
        <button
          type="button"
          className="button"
          aria-disabled={!canWork}
          onClick={() => canWork && void actions.redo(sessionID)}
        >
          <Icon name="redo" />
          Redo
        </button>
      </div>
    </section>
  )
}

function undoneText(count: number, revert: Revert): string {
  // The messages may not be loaded, or be gone.
  const what = count === 1 ? '1 message undone' : count > 1 ? `${count} messages undone` : 'Undone'
  const files = revertedFiles(revert)
  if (files === undefined) {
    return `${what}. Files stay as they are: the engine keeps track of them in git projects only.`
  }
  if (files === 0) return `${what}. No file had changed.`
  return `${what}, and ${files === 1 ? '1 file' : `${files} files`} put back.`
}
