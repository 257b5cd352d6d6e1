import { type KeyboardEvent, useId, useRef } from 'react'
import type { PermissionRequest } from '../../shared/engine-types'
import { isMeant, keysOfRow } from './ask-focus'
import { AskTitle } from './ask-title'
import { useActions, useHelm, useStore } from './context'
import { Diff } from './diff'
import { describeAlways, describePermission } from './permission-line'

interface Props {
  request: PermissionRequest
  /** The session that is looked at. */
  sessionID: string
  isOfSubAgent: boolean
  /** What else waits; empty when nothing does. */
  note: string
}

/** What the agent wants leave for, and the answers to it. */
export function Permission({ request, sessionID, isOfSubAgent, note }: Props) {
  const directory = useStore((store) => store.list.get(sessionID)?.directory)
  const { icon, wants, target, isCode, diff } = describePermission(request, directory)
  return (
    <>
      <AskTitle icon={icon} isOfSubAgent={isOfSubAgent}>
        The agent wants to {wants}
      </AskTitle>
      {target !== '' &&
        (isCode ? (
          // A command scrolls, by keyboard too.
          <pre
            className={diff ? 'ask-target ask-path' : 'ask-target'}
            tabIndex={diff ? undefined : 0}
          >
            {target}
          </pre>
        ) : (
          <p className="ask-text">{target}</p>
        ))}
      {diff && <Diff diff={diff} label="What would change" />}
      <Answers request={request} note={note} />
    </>
  )
}

function Answers({ request, note }: { request: PermissionRequest; note: string }) {
  const { id } = request
  const { store } = useHelm()
  const { permit } = useActions()
  const { isSending, reason } = useStore((store) => store.replies.get(id))
  const always = describeAlways(request)
  const alwaysID = useId()
  const rejectID = useId()
  const why = useRef<HTMLButtonElement>(null)
  const isExplaining = reason !== undefined

  const setReason = (text: string | undefined) =>
    store.write(() => store.replies.change(id, { reason: text }))
  const onReasonKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      // It closes the field only; the next one leaves the ask.
      event.preventDefault()
      setReason(undefined)
      why.current?.focus()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      void permit(id, 'reject')
    }
  }

  return (
    <>
      {isExplaining && (
        <label className="ask-reason">
          <span>Reason</span>
          <input
            type="text"
            className="field"
            // biome-ignore lint/a11y/noAutofocus: a person just asked for this field
            autoFocus={reason === ''}
            maxLength={10_000}
            placeholder="What should it do instead?"
            value={reason}
            readOnly={isSending}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={onReasonKey}
          />
        </label>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the buttons within */}
      <div className="ask-foot" onKeyDown={keysOfRow}>
        <button
          type="button"
          className="button primary"
          aria-disabled={isSending}
          onClick={(event) => isMeant(event) && void permit(id, 'once')}
        >
          Allow once
        </button>
        {always && (
          <button
            type="button"
            className="button"
            aria-disabled={isSending}
            aria-describedby={alwaysID}
            onClick={(event) => isMeant(event) && void permit(id, 'always')}
          >
            Allow always
          </button>
        )}
        <button
          type="button"
          className="button"
          data-safe
          aria-disabled={isSending}
          aria-describedby={rejectID}
          onClick={(event) => isMeant(event) && void permit(id, 'reject')}
        >
          Reject
        </button>
        <button
          ref={why}
          type="button"
          className="quiet-button"
          aria-expanded={isExplaining}
          aria-disabled={isSending}
          onClick={() => !isSending && setReason(isExplaining ? undefined : '')}
        >
          Say why
        </button>
        <p className="ask-note ask-after">{isSending ? <Sending /> : note}</p>
      </div>
      <p className="ask-note">
        {always && (
          <span id={alwaysID}>
            “Allow always” covers {always.all}
            {always.patterns.map((pattern, index) => (
              <span key={pattern}>
                {index > 0 && ', '}
                <code>{pattern}</code>
              </span>
            ))}{' '}
            in this folder until the engine restarts.{' '}
          </span>
        )}
        <span id={rejectID}>
          {isExplaining
            ? 'The agent reads the reason and goes on.'
            : '“Reject” stops the run, unless you say why.'}
        </span>
      </p>
    </>
  )
}

/** An answer is on its way; what takes no time does not flicker. */
export function Sending() {
  return <span className="sending">Sending…</span>
}
