import type { FormEvent, KeyboardEvent } from 'react'
import { useState } from 'react'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { Said } from '../named'

/** The engine's own limit, in characters. */
const LONGEST = 500

/** Where a session is given a title: Enter saves, Escape leaves it as it was. */
export function RenameForm({ sessionID }: { sessionID: string }) {
  const form = useStore(({ workbench }) => workbench.form)
  const title = useStore((store) => store.list.get(sessionID)?.title)
  const actions = useActions()
  const [isSaving, setSaving] = useState(false)
  const text = form?.text ?? ''
  const isEmpty = text.trim() === ''

  const close = () => {
    actions.closeForm('rename', sessionID)
    if (form?.place === 'header') focusComposer()
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (isEmpty || isSaving) return
    if (text.trim() === title) return close()
    setSaving(true)
    const isDone = await actions.rename(sessionID, text.trim())
    setSaving(false)
    if (isDone) close()
  }
  const cancelOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    close()
  }
  const problem = isEmpty ? 'A session needs a title.' : (form?.failure ?? '')
  return (
    <form className="rename" onSubmit={(event) => void save(event)} aria-label="Rename session">
      <input
        className="field"
        aria-label="Session title"
        aria-invalid={problem !== ''}
        aria-describedby="rename-problem"
        maxLength={LONGEST}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: a person just asked for it
        autoFocus
        readOnly={isSaving}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => actions.writeTitle(sessionID, event.target.value)}
        onKeyDown={cancelOnEscape}
        // Nothing that was written is lost by looking elsewhere.
        onBlur={() => {
          if (text === title && !isSaving) actions.closeForm('rename', sessionID)
        }}
      />
      <button type="submit" className="button primary" disabled={isEmpty} aria-disabled={isSaving}>
        Save
      </button>
      <p id="rename-problem" className="rename-problem" role="alert">
        <Said text={problem} />
      </p>
    </form>
  )
}
