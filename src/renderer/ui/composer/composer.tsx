import { useEffect, useMemo, useRef } from 'react'
import { directoryOf } from '../../store/catalog'
import { hasContent } from '../../store/drafts'
import { NO_SESSION } from '../../store/outbox'
import { resolveChoice } from '../../store/resolve-choice'
import { canSend } from '../../store/send-actions'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'
import { Said } from '../named'
import { Attachments } from './attachments'
import { DropTarget } from './drop-target'
import { hintOf } from './hint'
import { MessageField } from './message-field'
import { ATTACH_BUTTON_ID } from './picker-ids'
import { Pickers } from './pickers'
import { QueueList } from './queue-list'
import { SendButtons } from './send-buttons'

/** Where the person writes, and says who is to answer. */
export function Composer({ sessionID }: { sessionID: string | undefined }) {
  const key = sessionID ?? NO_SESSION
  const form = useRef<HTMLFormElement>(null)
  const popups = useRef<HTMLDivElement>(null)
  const draft = useStore((store) => store.outbox.drafts.get(key))
  const isReading = useStore((store) => store.outbox.isReading(key))
  const isSendable = useStore(canSend)
  const isBusy = useStore((store) => sessionID !== undefined && store.isBusy(sessionID))
  const hint = useStore((store) => hintOf(store, sessionID, draft.isShell))
  const isEmpty = useStore((store) => {
    const transcript = sessionID === undefined ? undefined : store.transcripts.get(sessionID)
    return transcript === undefined || transcript.order.length === 0
  })
  const directory = useStore((store) => directoryOf(store, sessionID))
  const catalog = useCatalog(directory)
  const resolved = useResolved(sessionID)
  const actions = useActions()
  const loadCatalog = () => void actions.loadCatalog(directory)

  const send = () => {
    void actions.send()
    focusComposer()
  }
  const placeholder = isEmpty ? 'Describe a task' : 'Reply to the agent'

  return (
    <div className="composer-area">
      <QueueList sessionID={sessionID} />
      <form
        ref={form}
        className="composer"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Attachments draft={draft} isReading={isReading} model={resolved.model} />
        <MessageField
          draftKey={key}
          text={draft.text}
          mentions={draft.mentions}
          isShell={draft.isShell}
          placeholder={draft.isShell ? 'Run a command in the project' : placeholder}
          directory={directory}
          catalog={catalog}
          onSend={send}
        />
        <div className="composer-foot">
          {draft.isShell ? (
            <span className="shell-label">
              <Icon name="terminal" />
              Shell
            </span>
          ) : (
            <>
              <AttachButton />
              <Pickers catalog={catalog} resolved={resolved} onOpen={loadCatalog} place={popups} />
            </>
          )}
          <span className="composer-gap" />
          <SendButtons
            sessionID={sessionID}
            isBusy={isBusy}
            hasContent={hasContent(draft)}
            isSendable={isSendable}
          />
        </div>
        <DropTarget within={form} />
      </form>
      <p id="message-hint" className="hint">
        <Said text={(isSendable && resolved.gone) || hint} />
      </p>
      <div ref={popups} />
    </div>
  )
}

/** What can be chosen from there; asked for when the engine is ready and another directory is open. */
function useCatalog(directory: string | undefined) {
  const actions = useActions()
  const isReady = useStore((store) => store.isReady)
  useEffect(() => {
    if (isReady) void actions.loadCatalog(directory)
  }, [actions, directory, isReady])
  return useStore((store) => store.catalogs.get(directory))
}

function useResolved(sessionID: string | undefined) {
  const choice = useStore((store) => store.choices.of(sessionID ?? NO_SESSION))
  const preset = useStore((store) => store.choices.state.preset)
  const session = useStore((store) =>
    sessionID === undefined ? undefined : store.list.get(sessionID),
  )
  const catalog = useStore((store) => store.catalogs.get(directoryOf(store, sessionID)))
  return useMemo(
    () => resolveChoice({ choice, preset, session, catalog }),
    [choice, preset, session, catalog],
  )
}

function AttachButton() {
  const actions = useActions()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          void actions.attach([...(currentTarget.files ?? [])])
          // Else the same file, removed and picked again, would be no change.
          currentTarget.value = ''
          focusComposer()
        }}
      />
      <IconButton
        icon="attach"
        id={ATTACH_BUTTON_ID}
        className="attach"
        label="Attach files"
        onClick={() => input.current?.click()}
      />
    </>
  )
}
