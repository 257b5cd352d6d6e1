import { type KeyboardEvent, type MouseEvent, useId, useRef } from 'react'
import type { PermissionRequest } from '../../shared/engine-types'
import type { PermissionReply } from '../store/reply-actions'
import { isMeant, keysOfRow } from './ask-focus'
import { useActions, useHelm, useStore } from './context'
import type { AlwaysLine } from './permission-line'
import { useAnswers } from './use-answers'
import { VisibleText } from './visible-text/visible-text'

interface Props {
  request: PermissionRequest
  always: AlwaysLine | undefined
  /** Whether what “Allow always” covers is listed above. */
  isListed: boolean
  /** What has to be in view to its end before it can be allowed. */
  parts: readonly string[]
  /** How much that is; empty when it is little. */
  extent: string
  /** What else waits; empty when nothing does. */
  note: string
}

/** The answers to what the agent wants leave for, and what each of them means. */
export function PermissionAnswers({ request, always, isListed, parts, extent, note }: Props) {
  const { id } = request
  const { store } = useHelm()
  const { permit } = useActions()
  const { isSending, reason, seen } = useStore((store) => store.replies.get(id))
  const { isDeaf, hears } = useAnswers()
  const alwaysID = useId()
  const rejectID = useId()
  const unreadID = useId()
  const why = useRef<HTMLButtonElement>(null)
  const isExplaining = reason !== undefined
  const isRead = parts.every((part) => seen.includes(part))
  const isListRead = isRead && (!isListed || seen.includes('always'))
  const isOff = isSending || isDeaf

  const setReason = (text: string | undefined) =>
    store.write(() => store.replies.change(id, { reason: text }))
  const answer = (event: MouseEvent, reply: PermissionReply, isReadFor = true) => {
    if (isMeant(event) && hears() && isReadFor) void permit(id, reply)
  }
  const onReasonKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      // It closes the field only; the next one leaves the ask.
      event.preventDefault()
      setReason(undefined)
      why.current?.focus()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (hears()) void permit(id, 'reject')
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
          data-unread={!isRead || undefined}
          aria-disabled={isOff || !isRead}
          aria-describedby={isRead ? undefined : unreadID}
          onClick={(event) => answer(event, 'once', isRead)}
        >
          Allow once
        </button>
        {always && (
          <button
            type="button"
            className="button"
            data-unread={!isListRead || undefined}
            aria-disabled={isOff || !isListRead}
            aria-describedby={isListRead ? alwaysID : `${unreadID} ${alwaysID}`}
            onClick={(event) => answer(event, 'always', isListRead)}
          >
            Allow always
          </button>
        )}
        <button
          type="button"
          className="button"
          data-safe
          aria-disabled={isOff}
          aria-describedby={rejectID}
          onClick={(event) => answer(event, 'reject')}
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
        <p className="ask-note ask-after">
          {isSending ? (
            <Sending />
          ) : (
            <>
              {extent && `${extent}. `}
              <span id={unreadID} className="ask-unread">
                {unread(isRead, isListRead)}
              </span>
              {note}
            </>
          )}
        </p>
      </div>
      <p className="ask-note">
        {always && (
          <span id={alwaysID}>
            “Allow always” covers <Covered always={always} isListed={isListed} /> in this folder
            until the engine restarts.{' '}
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

function unread(isRead: boolean, isListRead: boolean): string {
  if (!isRead) return 'Scroll to its end to allow it. '
  return isListRead ? '' : 'Scroll to the last pattern to allow always. '
}

function Covered({
  always: { all, patterns },
  isListed,
}: {
  always: AlwaysLine
  isListed: boolean
}) {
  if (isListed) return 'the patterns above'
  if (patterns.length === 0) return <VisibleText text={all} manner="name" />
  return patterns.map((pattern, index) => (
    <span key={pattern}>
      {index > 0 && ', '}
      <code>
        <VisibleText text={pattern} manner="name" />
      </code>
    </span>
  ))
}

/** An answer is on its way; what takes no time does not flicker. */
export function Sending() {
  return <span className="sending">Sending…</span>
}
