import { Region } from './boundary'
import { useActions, useStore } from './context'
import { UndoneBar } from './history/undone-bar'
import { SessionHeader } from './session-header'
import { Transcript } from './transcript'
import { PlainTranscript } from './transcript/plain-transcript'
import type { Sidebar } from './use-sidebar'

/** The open session. */
export function SessionView({ sessionID, sidebar }: { sessionID: string; sidebar: Sidebar }) {
  const isPlain = useStore((store) => store.plainText.has(sessionID))
  return (
    <>
      <Region key={`head-${sessionID}`} name="The head of the session">
        <SessionHeader sessionID={sessionID} sidebar={sidebar} />
      </Region>
      {isPlain ? (
        <Region key={`plain-${sessionID}`} name="This session">
          <PlainTranscript sessionID={sessionID} />
        </Region>
      ) : (
        <Region key={sessionID} name="This session" remedy={<OpenPlain sessionID={sessionID} />}>
          <Transcript sessionID={sessionID} />
        </Region>
      )}
      <Region key={`undone-${sessionID}`} name="What is undone">
        <UndoneBar sessionID={sessionID} />
      </Region>
    </>
  )
}

function OpenPlain({ sessionID }: { sessionID: string }) {
  const actions = useActions()
  return (
    <button type="button" className="button" onClick={() => actions.showPlain(sessionID, true)}>
      Open as plain text
    </button>
  )
}
