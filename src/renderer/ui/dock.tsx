import type { ReactNode } from 'react'
import type { Store } from '../store/store'
import { PendingAsk } from './ask'
import { Region } from './boundary'
import { useActions, useStore } from './context'
import { CrashNote } from './crash-note'
import { DemoNote } from './demo-note'
import { EngineBar } from './engine-status'
import { IconButton } from './icon-button'
import { Icon } from './icons'
import { LeftoversNote } from './leftovers-note'
import { Said } from './named'
import { WaitingElsewhere } from './waiting-elsewhere'

/** What wants attention, above the composer, where the eye is. */
export function Dock({ sessionID }: { sessionID: string | undefined }) {
  const all = useStore((store) => store.notices.all)
  const staleReason = useStore((store) => staleReasonOf(sessionID, store))
  const listFailure = useStore((store) =>
    store.list.phase === 'failed' && store.list.shown.length > 0 ? store.list.failure : '',
  )
  const actions = useActions()
  // While the engine is away, its bar says what there is to say; what is stale is fetched after it.
  const isReady = useStore((store) => store.isReady)
  const isPassing = useStore((store) => store.engine?.state === 'restarting')
  const notices = all.filter((it) => it.sessionID === undefined || it.sessionID === sessionID)
  return (
    <>
      {/* It goes away by itself, so it lies over the end of the transcript and moves nothing. */}
      <div className="dock-over">{isPassing && <Engine />}</div>
      <div className="dock">
        {!isPassing && <Engine />}
        {sessionID === undefined && (
          <Region name="What this window showed before">
            <CrashNote />
          </Region>
        )}
        {sessionID === undefined && <DemoNote />}
        {isReady && listFailure && (
          <Failure text={`The list of sessions may be out of date. ${listFailure}`}>
            <button type="button" className="button" onClick={() => void actions.loadList()}>
              Try again
            </button>
          </Failure>
        )}
        {isReady && sessionID !== undefined && staleReason && (
          <Failure text={`The transcript may be out of date. ${staleReason}`}>
            <button
              type="button"
              className="button"
              onClick={() => void actions.loadMessages(sessionID)}
            >
              Try again
            </button>
          </Failure>
        )}
        {notices.map((notice) => (
          <Region key={notice.id} name="A notice">
            <Failure text={notice.text}>
              <IconButton icon="close" label="Dismiss" onClick={() => actions.dismiss(notice.id)} />
            </Failure>
          </Region>
        ))}
        {sessionID !== undefined && (
          <Region key={sessionID} name="What commands left running">
            <LeftoversNote sessionID={sessionID} />
          </Region>
        )}
        <Region key={`elsewhere-${sessionID}`} name="What waits in another session">
          <WaitingElsewhere sessionID={sessionID} />
        </Region>
      </div>
      {sessionID !== undefined && (
        <Region key={sessionID} name="What the agent asks">
          <PendingAsk sessionID={sessionID} />
        </Region>
      )}
    </>
  )
}

function Engine() {
  return (
    <Region name="The state of the engine">
      <EngineBar />
    </Region>
  )
}

function Failure({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="notice notice-failed" role="alert">
      <Icon name="alert" />
      <p className="notice-body">
        <Said text={text} />
      </p>
      {children}
    </div>
  )
}

// Without any message the transcript's own place says it.
function staleReasonOf(sessionID: string | undefined, store: Store): string {
  const transcript = sessionID === undefined ? undefined : store.transcripts.get(sessionID)
  return transcript && transcript.order.length > 0 ? transcript.failure : ''
}
