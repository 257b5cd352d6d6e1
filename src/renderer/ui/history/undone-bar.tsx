import type { Session } from '../../../shared/engine-types'
import type { FilesOutcome } from '../../../shared/undo-operations'
import { undoneCount } from '../../store/revert'
import { namesIn } from '../../store/undo-state'
import { useActions, useStore } from '../context'
import { Icon } from '../icons'
import { VisibleText } from '../visible-text/visible-text'

/** Says what is undone and brings it back, until a new message makes it final. */
export function UndoneBar({ sessionID }: { sessionID: string }) {
  const revert = useStore((store) => store.list.get(sessionID)?.revert)
  const count = useStore((store) => undoneCount(store, sessionID))
  const canWork = useStore(
    (store) => store.isReady && store.workbench.workOn(sessionID) === undefined,
  )
  const isBusy = useStore((store) => store.isBusy(sessionID))
  const outcome = useStore((store) => store.undo.outcomeOf(sessionID))
  const actions = useActions()
  // While the run of the next message begins, the engine is still clearing up.
  if (!revert || isBusy) return null
  return (
    <section className="undone" aria-label="Undone messages">
      <div className="notice">
        <div className="notice-body">
          <p>{undoneText(count, filesIn(outcome, revert), outcome?.removed.length)}</p>
          {outcome && filesText(outcome) && (
            <p>
              <VisibleText text={filesText(outcome)} manner="words" />
            </p>
          )}
          <p className="undone-hint">Your next message makes that final.</p>
        </div>
        {(!outcome || outcome.kept) && (
          <button
            type="button"
            className="quiet-button"
            onClick={() => void actions.showKept(sessionID)}
          >
            Replaced files
          </button>
        )}
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

/** Counts the files that were put back; undefined when the engine keeps no track, `unknown` when that is open. */
function filesIn(
  outcome: FilesOutcome | undefined,
  revert: NonNullable<Session['revert']>,
): number | 'unknown' | undefined {
  // Another window undid, or this page was loaded since.
  if (!outcome) return revert.snapshot === undefined ? undefined : 'unknown'
  const { restored, isChecked, unwatched, notCovered, notRestored } = outcome
  const isOpen = !isChecked || unwatched + notCovered.length + notRestored.length > 0
  return restored.length === 0 && isOpen ? 'unknown' : restored.length
}

function undoneText(count: number, files: number | 'unknown' | undefined, removed = 0): string {
  // The messages may not be loaded, or be gone.
  const what = count === 1 ? '1 message undone' : count > 1 ? `${count} messages undone` : 'Undone'
  if (files === undefined) {
    return `${what}. Files stay as they are: the engine keeps track of them in git projects only.`
  }
  if (files === 'unknown') return `${what}.`
  if (files === 0) return `${what}. No file was to be changed.`
  const back = files - removed
  const done = [
    ...(back > 0 ? [`${back === 1 ? '1 file' : `${back} files`} put back`] : []),
    ...(removed > 0 ? [`${removed === 1 ? '1 file' : `${removed} files`} removed`] : []),
  ]
  return `${what}: ${done.join(', ')}.`
}

/** What a person may not expect of the files. */
function filesText({ isChecked, replaced, notCovered, unwatched }: FilesOutcome): string {
  const said: string[] = []
  if (!isChecked) said.push('What became of the files is not known: look at them.')
  if (replaced.length > 0) {
    const isOne = replaced.length === 1
    said.push(
      `${namesIn(replaced)} had changed since, and ${isOne ? 'was' : 'were'} replaced; what was there is kept.`,
    )
  }
  if (notCovered.length > 0) {
    const isOne = notCovered.length === 1
    said.push(
      `${namesIn(notCovered)} ${isOne ? 'stays as it is' : 'stay as they are'}: the engine keeps no track of ${isOne ? 'it' : 'them'}.`,
    )
  }
  if (unwatched > 0) {
    const what = unwatched === 1 ? '1 command or tool' : `${unwatched} commands and tools`
    said.push(`What ${what} changed in files stays as it is: the engine kept no track of it.`)
  }
  return said.join(' ')
}
