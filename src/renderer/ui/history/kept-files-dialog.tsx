import { Dialog } from '@base-ui/react/dialog'
import { useRef, useState } from 'react'
import type { KeptFiles } from '../../../shared/undo-operations'
import type { KeptFilesView } from '../../store/undo-state'
import { useActions, useStore } from '../context'
import { CopyButton } from '../copy-button'
import { formatAge } from '../format'
import { Icon } from '../icons'
import { Said } from '../named'
import { MarksAmong } from '../visible-text/marks'
import { FileNames } from './undo-question'

const CAUSES = {
  undo: 'Before an undo',
  redo: 'Before a redo',
  restore: 'Before files were put back',
}

/** Shows what undo and redo replaced in a session, and puts it back. */
export function KeptFilesDialog() {
  const view = useStore((store) => store.undo.view)
  const actions = useActions()
  const close = useRef<HTMLButtonElement>(null)
  if (!view) return null
  return (
    <Dialog.Root open onOpenChange={(open) => !open && actions.closeKept()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="session-backdrop" />
        <Dialog.Popup className="session-dialog" initialFocus={close}>
          <Dialog.Title className="session-dialog-title">Replaced files</Dialog.Title>
          <Dialog.Description className="session-dialog-text">
            What undo and redo replace is kept for a month: the last 100 times, up to 1 GB.
          </Dialog.Description>
          <Contents view={view} />
          <div className="session-dialog-end">
            <Dialog.Close ref={close} className="button">
              Close
            </Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Contents({
  view: { sessionID, copies, failure, done, isWorking },
}: {
  view: KeptFilesView
}) {
  return (
    <>
      {failure && (
        <p className="session-dialog-failure" role="alert">
          <Icon name="alert" />
          <span>
            <Said text={failure} />
          </span>
        </p>
      )}
      <p className="session-dialog-text" aria-live="polite">
        {done}
        {copies?.length === 0 && 'Nothing was replaced in this session.'}
        {copies === undefined && failure === '' && 'Looking…'}
      </p>
      {copies && <KeptCopies sessionID={sessionID} copies={copies} isWorking={isWorking} />}
    </>
  )
}

// What a browser lays out between two frames.
const COPIES_AT_ONCE = 10
const NAMES_TOGETHER = 200

interface CopiesProps {
  sessionID: string
  copies: readonly KeptFiles[]
  isWorking: boolean
}

/** The copies, the newest first; of very many the rest when it is asked for. */
export function KeptCopies({ sessionID, copies, isWorking }: CopiesProps) {
  const [most, setMost] = useState(COPIES_AT_ONCE)
  const left = copies.length - most
  const names = Math.floor(NAMES_TOGETHER / Math.min(COPIES_AT_ONCE, Math.max(1, copies.length)))
  return (
    <>
      <MarksAmong count={Math.min(most, copies.length)}>
        {copies.slice(0, most).map((copy) => (
          <KeptCopy
            key={copy.id}
            sessionID={sessionID}
            copy={copy}
            isWorking={isWorking}
            names={names}
          />
        ))}
      </MarksAmong>
      {left > 0 && (
        <p className="plain-note">
          <span>{left} more are not shown.</span>
          <button
            type="button"
            className="quiet-button"
            onClick={() => setMost(most + COPIES_AT_ONCE)}
          >
            Show more
          </button>
        </p>
      )}
    </>
  )
}

interface CopyProps {
  sessionID: string
  copy: KeptFiles
  isWorking: boolean
  /** The number of its files that are named. */
  names: number
}

function KeptCopy({ sessionID, copy, isWorking, names }: CopyProps) {
  const actions = useActions()
  const age = formatAge(copy.time, Date.now())
  return (
    <article className="undo-copy" aria-label={`${CAUSES[copy.cause]}, ${age}`}>
      <header className="undo-copy-head">
        <h3>{CAUSES[copy.cause]}</h3>
        <time dateTime={new Date(copy.time).toISOString()}>{age}</time>
        <CopyButton text={copy.folder} what="path of the folder" />
        <button
          type="button"
          className="button"
          aria-disabled={isWorking}
          onClick={() => void actions.putBack(sessionID, copy.id)}
        >
          Put back
        </button>
      </header>
      <FileNames names={copy.files} more={copy.count - copy.files.length} most={names} />
    </article>
  )
}
