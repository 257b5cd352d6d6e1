import { titleOf } from '../../store/drafts'
import type { QueuedMessage } from '../../store/queue'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'
import { nameInWords } from '../named'

const NONE: readonly QueuedMessage[] = []

/** What follows once the agent is done, in order. */
export function QueueList({ sessionID }: { sessionID: string | undefined }) {
  const messages = useStore((store) =>
    sessionID === undefined ? NONE : store.outbox.queue.of(sessionID),
  )
  const isBusy = useStore((store) => sessionID !== undefined && store.isBusy(sessionID))
  if (messages.length === 0) return null
  const isHeld = messages.every((it) => it.isHeld)
  return (
    <section className="queue" aria-label="Queued messages">
      <h2 className="queue-title">
        {isHeld
          ? 'Not sent, because the run did not end by itself'
          : 'Queued for when the agent is done'}
      </h2>
      <ul className="queue-list">
        {messages.map((message) => (
          <Row key={message.id} message={message} isBusy={isBusy} />
        ))}
      </ul>
    </section>
  )
}

function Row({ message, isBusy }: { message: QueuedMessage; isBusy: boolean }) {
  const { id, draft } = message
  const actions = useActions()
  const title = titleOf(draft)
  const count = draft.attachments.length
  const sendWords = isBusy ? 'Stop and send now' : 'Send'
  return (
    <li className="queued">
      <span className="queued-text" title={title}>
        {title}
      </span>
      {count > 0 && draft.text.trim() !== '' && (
        <span className="queued-count">
          <Icon name="attach" />
          {count}
          <span className="hidden-text">{count === 1 ? ' attachment' : ' attachments'}</span>
        </span>
      )}
      {draft.missing.length > 0 && (
        <span
          className="queued-count"
          title={`Not kept: ${draft.missing.map(({ name }) => nameInWords(name)).join(', ')}`}
        >
          <Icon name="alert" />
          Without its files
        </span>
      )}
      <button
        type="button"
        className="quiet-button"
        aria-label={`${sendWords}: ${title}`}
        title={sendWords}
        onClick={() => {
          void actions.sendQueued(id)
          focusComposer()
        }}
      >
        {isBusy ? 'Send now' : 'Send'}
      </button>
      <IconButton
        icon="edit"
        label={`Edit: ${title}`}
        tip="Edit"
        onClick={() => {
          actions.editQueued(id)
          focusComposer()
        }}
      />
      <IconButton
        icon="close"
        label={`Remove: ${title}`}
        tip="Remove"
        onClick={() => {
          actions.removeQueued(id)
          focusComposer()
        }}
      />
    </li>
  )
}
