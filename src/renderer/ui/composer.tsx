import { type KeyboardEvent, useState } from 'react'
import { canSend } from '../store/actions'
import { NO_SESSION } from '../store/outbox'
import type { Store } from '../store/store'
import { useActions, useStore } from './context'
import { COMPOSER_ID, focusComposer } from './focus'
import { Icon } from './icons'

/** Where the person writes. */
export function Composer({ sessionID }: { sessionID: string | undefined }) {
  const draft = useStore((store) => store.outbox.draft(sessionID ?? NO_SESSION))
  const isSendable = useStore(canSend)
  const isBusy = useStore((store) => sessionID !== undefined && store.isBusy(sessionID))
  const isWaiting = useStore((store) => sessionID !== undefined && store.isWaiting(sessionID))
  const hint = useStore((store) => hintOf(store, isBusy, isWaiting))
  const isEmpty = useStore((store) => {
    const transcript = sessionID === undefined ? undefined : store.transcripts.get(sessionID)
    return transcript === undefined || transcript.order.length === 0
  })
  const actions = useActions()

  const send = () => {
    void actions.send()
    focusComposer()
  }
  const sendOnEnter = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // 229 is what Enter is while an input method composes, in engines that end it too early.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        id={COMPOSER_ID}
        aria-label="Message"
        aria-describedby="message-hint"
        placeholder={isEmpty ? 'Describe a task' : 'Reply to the agent'}
        rows={1}
        value={draft}
        onChange={(event) => actions.setDraft(event.target.value)}
        onKeyDown={sendOnEnter}
      />
      <div className="composer-foot">
        <p id="message-hint" className="hint">
          {hint}
        </p>
        {isBusy && sessionID !== undefined ? (
          <StopButton key={sessionID} />
        ) : (
          <button
            type="submit"
            className="button primary send"
            disabled={!isSendable || draft.trim() === ''}
          >
            Send
          </button>
        )}
      </div>
    </form>
  )
}

function StopButton() {
  const actions = useActions()
  const [isStopping, setStopping] = useState(false)
  const stop = () => {
    if (isStopping) return
    setStopping(true)
    // The button goes when the run does, and takes the focus with it.
    focusComposer()
    void actions.stop().finally(() => setStopping(false))
  }
  return (
    <button type="button" className="button send" aria-disabled={isStopping} onClick={stop}>
      <Icon name="stop" />
      Stop
    </button>
  )
}

function hintOf(store: Store, isBusy: boolean, isWaiting: boolean): string {
  switch (store.engine?.state) {
    case 'ready':
      if (isWaiting) return 'The agent waits for you. Stop it to write.'
      return isBusy
        ? 'The agent is working. Send once it is done, or stop it.'
        : 'Enter sends, Shift+Enter starts a new line'
    case 'failed':
    case 'stopped':
      return 'The engine does not run. Start it to send.'
    default:
      return 'The engine is starting. Send once it is ready.'
  }
}
