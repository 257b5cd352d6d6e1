import { type KeyboardEvent, useRef, useState } from 'react'
import { useActions, useStore } from './context'
import { focusComposer } from './focus'
import { baseName, sessionTitle } from './format'
import { Icon } from './icons'
import { ParentLink } from './sessions/parent-link'
import { ShowSidebar } from './show-sidebar'
import type { Sidebar } from './use-sidebar'

/** Names the open session and offers to delete it. */
export function SessionHeader({ sessionID, sidebar }: { sessionID: string; sidebar: Sidebar }) {
  const session = useStore((store) => store.list.get(sessionID))
  const compactions = useStore((store) => store.transcripts.get(sessionID)?.compactions ?? 0)
  return (
    <header className="session-head">
      <ShowSidebar sidebar={sidebar} />
      <ParentLink sessionID={sessionID} />
      <h1 className="session-name" title={session && sessionTitle(session.title)}>
        {session && sessionTitle(session.title)}
      </h1>
      {session && (
        <span className="session-place" title={session.directory}>
          {baseName(session.directory)}
        </span>
      )}
      {compactions > 0 && (
        <span className="session-place">
          Compacted {compactions === 1 ? 'once' : `${compactions} times`}
        </span>
      )}
      <DeleteSession sessionID={sessionID} />
    </header>
  )
}

/** Asks in place before it deletes; the safe answer stands where the pointer is, focused. */
function DeleteSession({ sessionID }: { sessionID: string }) {
  const actions = useActions()
  const isReady = useStore((store) => store.isReady)
  const isDeleting = useStore((store) => store.deleting === sessionID)
  const [isAsking, setAsking] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)

  const keep = () => {
    setAsking(false)
    // The button is back only after this turn.
    requestAnimationFrame(() => opener.current?.focus())
  }
  const keepOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') keep()
  }
  const remove = () => {
    setAsking(false)
    void actions.remove(sessionID).then(focusComposer)
  }

  if (isDeleting) return <span className="confirm-text">Deleting…</span>
  if (!isAsking) {
    return (
      <button
        ref={opener}
        type="button"
        className="icon-button"
        aria-label="Delete session"
        title="Delete session"
        disabled={!isReady}
        onClick={() => setAsking(true)}
      >
        <Icon name="trash" />
      </button>
    )
  }
  return (
    <fieldset className="confirm" aria-label="Delete this session?" onKeyDown={keepOnEscape}>
      <span className="confirm-text">Delete with all messages?</span>
      <button type="button" className="button danger" onClick={remove}>
        Delete
      </button>
      {/* biome-ignore lint/a11y/noAutofocus: a person just asked for this question */}
      <button type="button" className="button" autoFocus onClick={keep}>
        Keep
      </button>
    </fieldset>
  )
}
