import { NO_SESSION } from '../store/outbox'
import { useStore } from './context'
import { FirstRun, useFirstRun } from './first-run/first-run-view'
import { Wheel } from './icons'
import { PendingMessage } from './message'
import { ShowSidebar } from './show-sidebar'
import type { Sidebar } from './use-sidebar'

/** What is shown while no session is open: the first message starts one. */
export function StartView({ sidebar }: { sidebar: Sidebar }) {
  const directory = useStore((store) => store.engine?.projectDir)
  const pending = useStore((store) => store.outbox.pending(NO_SESSION))
  const isFirstRun = useFirstRun()
  return (
    <>
      <header className="session-head">
        <ShowSidebar sidebar={sidebar} />
      </header>
      {pending ? (
        <div className="transcript">
          <div className="column">
            <PendingMessage text={pending.text} />
          </div>
        </div>
      ) : isFirstRun ? (
        <FirstRun />
      ) : (
        <div className="blank">
          <Wheel size={48} />
          <h1>What should the agent do?</h1>
          <p>Describe a change, a bug or a question. Your first message starts a session.</p>
          {directory && (
            <p className="blank-place">
              It works in <code>{directory}</code>
            </p>
          )}
        </div>
      )}
    </>
  )
}
