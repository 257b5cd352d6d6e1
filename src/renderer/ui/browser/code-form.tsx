import { type FormEvent, useId, useRef, useState } from 'react'
import type { Door } from '../../client/browser'
import { messageOf } from '../../store/message-of'

interface Props {
  door: Pick<Door, 'enter'>
  /** The reason for which the last code was refused: a sentence, or empty. */
  error?: string
  /** The code was good. */
  onEntered(): void
}

/** Asks for the code that lets this browser in. */
export function CodeForm({ door, error: before = '', onEntered }: Props) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [error, setError] = useState(before)
  const [isBusy, setBusy] = useState(false)
  const enter = async (text: string) => {
    if (isBusy) return
    setBusy(true)
    try {
      await door.enter(text)
      onEntered()
    } catch (cause) {
      setError(messageOf(cause))
      setBusy(false)
      field.current?.select()
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = field.current?.value.trim() ?? ''
    if (text === '') field.current?.focus()
    else void enter(text)
  }
  return (
    <form className="code-form" onSubmit={submit}>
      {error !== '' && <p role="alert">{error}</p>}
      <p id={`${id}-how`}>
        Choose “Open in browser” in Wheelhouse’s window, at the top of the sidebar: it shows a code.
        Where there is no window, <code>POST /api/browser/link</code> answers with one.
      </p>
      <div className="code-line">
        <label htmlFor={id}>Code</label>
        <input
          ref={field}
          id={id}
          className="field code-field"
          aria-describedby={`${id}-how`}
          placeholder="XXXX-XXXX-XXXX"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: there is nothing else to do here
          autoFocus
          onInput={({ currentTarget, nativeEvent }) => {
            // It was copied in the window: nothing is left to say.
            const isPasted = (nativeEvent as InputEvent).inputType === 'insertFromPaste'
            if (isPasted && currentTarget.value.trim() !== '') void enter(currentTarget.value)
          }}
        />
        <button type="submit" className="button primary" aria-disabled={isBusy}>
          Connect
        </button>
      </div>
    </form>
  )
}
