import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { Store } from '../../store/store'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'

/** Looks for a text in all messages of the session; stands over a corner of the transcript. */
export function FindBar({ sessionID }: { sessionID: string }) {
  const query = useStore(({ find }) => find.query)
  const total = useStore(({ find }) => find.total)
  const actions = useActions()
  const input = useRef<HTMLInputElement>(null)

  // The focus goes back to where it was, unless the person took it elsewhere meanwhile.
  useEffect(() => {
    const field = input.current
    const before = document.activeElement
    field?.focus()
    field?.select()
    return () => {
      const { activeElement } = document
      if (activeElement !== null && activeElement !== document.body && activeElement !== field)
        return
      if (before instanceof HTMLElement && before !== document.body && before.isConnected) {
        before.focus({ preventScroll: true })
      } else focusComposer()
    }
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') actions.closeFind()
    else if (event.key === 'Enter' && event.target === input.current) {
      actions.findNext(event.shiftKey ? -1 : 1)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <search className="find" aria-label="Find in session" onKeyDown={onKeyDown}>
      <Icon name="search" />
      <input
        ref={input}
        className="find-field"
        type="text"
        aria-label="Find"
        placeholder="Find"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => actions.setFindQuery(event.target.value)}
      />
      <FindState sessionID={sessionID} />
      <IconButton
        icon="up"
        label="Previous match"
        tip="Previous match (Shift+Enter)"
        disabled={total === 0}
        onClick={() => actions.findNext(-1)}
      />
      <IconButton
        icon="down"
        label="Next match"
        tip="Next match (Enter)"
        disabled={total === 0}
        onClick={() => actions.findNext(1)}
      />
      <IconButton icon="close" label="Close find" tip="Close (Esc)" onClick={actions.closeFind} />
    </search>
  )
}

/** How many there are, and whether all was searched. */
function FindState({ sessionID }: { sessionID: string }) {
  const text = useStore((store) => stateText(store, sessionID))
  const isFailed = useStore((store) => store.transcripts.get(sessionID)?.earlier === 'failed')
  const hasQuery = useStore(({ find }) => find.needle !== '')
  const actions = useActions()
  return (
    <>
      <span className="find-state" role="status">
        {text}
      </span>
      {isFailed && hasQuery && (
        <button
          type="button"
          className="quiet-button"
          title="Earlier messages could not be loaded, and were not searched."
          onClick={() => void actions.loadForFind()}
        >
          Search the rest
        </button>
      )}
    </>
  )
}

function stateText({ find, transcripts }: Store, sessionID: string): string {
  if (find.needle === '') return ''
  const transcript = transcripts.get(sessionID)
  const found = find.total === 0 ? 'None' : `${count(find.index + 1)} of ${count(find.total)}`
  if (transcript?.earlier === 'loading') {
    return `${found} in ${count(transcript.order.length)} messages so far`
  }
  return find.total === 0 && transcript?.earlier === 'none' ? 'No matches' : found
}

const count = (value: number) => value.toLocaleString('en')
