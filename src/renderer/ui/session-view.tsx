import { UndoneBar } from './history/undone-bar'
import { SessionHeader } from './session-header'
import { Transcript } from './transcript'
import type { Sidebar } from './use-sidebar'

/** The open session. */
export function SessionView({ sessionID, sidebar }: { sessionID: string; sidebar: Sidebar }) {
  return (
    <>
      <SessionHeader key={`head-${sessionID}`} sessionID={sessionID} sidebar={sidebar} />
      <Transcript key={sessionID} sessionID={sessionID} />
      <UndoneBar sessionID={sessionID} />
    </>
  )
}
