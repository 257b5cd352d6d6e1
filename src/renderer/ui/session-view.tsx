import { useStore } from './context'
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
      <SessionHeader key={`head-${sessionID}`} sessionID={sessionID} sidebar={sidebar} />
      {isPlain ? (
        <PlainTranscript key={sessionID} sessionID={sessionID} />
      ) : (
        <Transcript key={sessionID} sessionID={sessionID} />
      )}
      <UndoneBar sessionID={sessionID} />
    </>
  )
}
