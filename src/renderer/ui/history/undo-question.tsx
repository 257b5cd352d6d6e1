import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'
import type { UndoRefusal } from '../../../shared/undo-operations'
import { charsOfEach, clip } from '../../store/clip'
import { useActions, useStore } from '../context'
import { Icon } from '../icons'
import { Said } from '../named'
import { MarksOf } from '../visible-text/marks'
import { Quoted } from '../visible-text/visible-text'

const TITLES = {
  changed: 'Replace what changed since the undo?',
  gone: 'Leave some files as they are?',
  unseen: 'Go on without a look at the files?',
  unsure: 'Put back files that others may have changed?',
  blocked: 'Something stands in the way',
}

/** In place of a refusal's own words, which name the files that stand below. */
const TEXTS: Partial<Record<UndoRefusal['reason'], string>> = {
  changed:
    'Redo replaces what these files hold now. What it replaces is kept, and can be put back.',
  unsure:
    'The engine did not note all of the run, so it is not known who changed these files: the agent, or somebody else since. They become what they were before the run. What they hold now is kept, and can be put back.',
  gone: 'The engine no longer has what belongs into these files: it keeps that for seven days. They stay as they are, and only the messages change.',
}

/** Asks before undo or redo does what cannot be taken for granted. */
export function UndoQuestionDialog() {
  const question = useStore((store) => store.undo.question)
  const actions = useActions()
  const safe = useRef<HTMLButtonElement>(null)
  if (!question) return null
  const { refusal, text, messageID } = question
  const more = refusal.count - refusal.files.length
  return (
    <AlertDialog.Root open onOpenChange={() => actions.closeQuestion()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="session-backdrop" />
        <AlertDialog.Popup className="session-dialog" initialFocus={safe}>
          <AlertDialog.Title className="session-dialog-title">
            {TITLES[refusal.reason]}
          </AlertDialog.Title>
          <AlertDialog.Description className="session-dialog-text">
            <Said text={TEXTS[refusal.reason] ?? text} />
          </AlertDialog.Description>
          {refusal.files.length > 0 && <FileNames names={refusal.files} more={more} />}
          <div className="session-dialog-end">
            <AlertDialog.Close ref={safe} className="button">
              Cancel
            </AlertDialog.Close>
            <button type="button" className="button primary" onClick={() => void actions.insist()}>
              <Icon name={messageID === undefined ? 'redo' : 'undo'} />
              {messageID === undefined ? 'Redo anyway' : 'Undo anyway'}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

const MOST = 200
const NAME_CHARS = 1_000

interface NamesProps {
  names: readonly string[]
  /** The number of those beside. */
  more?: number
  /** The number of those that are shown. */
  most?: number
}

/** Names of files, each on a line; of very many the first. */
export function FileNames({ names, more = 0, most = MOST }: NamesProps) {
  const rest = more + Math.max(0, names.length - most)
  const chars = charsOfEach(Math.min(most, names.length), NAME_CHARS)
  const shown = names.slice(0, most).map((name) => clip(name, chars))
  return (
    <ul className="undo-files">
      <MarksOf texts={shown} manner="name">
        {shown.map((name, index) => (
          <li key={names[index]}>
            <Quoted text={name} manner="name" />
          </li>
        ))}
      </MarksOf>
      {rest > 0 && <li>and {rest} more</li>}
    </ul>
  )
}
