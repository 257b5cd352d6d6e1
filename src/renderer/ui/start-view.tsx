import { useEffect } from 'react'
import { NO_SESSION } from '../store/outbox'
import { useActions, useStore } from './context'
import { FirstRun, useFirstRun } from './first-run/first-run-view'
import { Icon, Wheel } from './icons'
import { PendingMessage } from './message'
import { ProjectPicker } from './sessions/project-picker'
import { useCurrentProject } from './sessions/use-current-project'
import { ShowSidebar } from './show-sidebar'
import type { Sidebar } from './use-sidebar'
import { VisibleText } from './visible-text/visible-text'

/** What is shown while no session is open: the first message starts one. */
export function StartView({ sidebar }: { sidebar: Sidebar }) {
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
          <Place />
        </div>
      )}
    </>
  )
}

/** Where the agent will work, and what to do when that is gone. */
function Place() {
  const { directory, isGone } = useCurrentProject()
  const isKept = useStore((store) => store.engine?.projectDir === directory)
  const actions = useActions()
  useEffect(() => {
    // Folders come and go while the person is elsewhere.
    const look = () => void actions.loadProjects()
    look()
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [actions])
  if (directory === undefined) return null
  return (
    <div className="place">
      <p>
        It works in <ProjectPicker className="button place-picker" />
      </p>
      <code className="place-path">
        <VisibleText text={directory} manner="name" />
      </code>
      {isGone && (
        <div className="notice notice-failed" role="alert">
          <Icon name="noFolder" />
          <p className="notice-body">
            That folder is gone. Bring it back, or choose another project.
          </p>
          {!isKept && (
            <button
              type="button"
              className="button"
              onClick={() => void actions.forgetProject(directory)}
            >
              Remove project
            </button>
          )}
        </div>
      )}
    </div>
  )
}
