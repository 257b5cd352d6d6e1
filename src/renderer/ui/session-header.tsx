import { isCompacting } from '../store/compaction'
import type { Work } from '../store/workbench'
import { useActions, useStore } from './context'
import { baseName, sessionTitle } from './format'
import { RenameForm } from './history/rename-form'
import { Icon } from './icons'
import { PanelToggle } from './panel/panel-toggle'
import { SessionMenu } from './session-menu'
import { ParentLink } from './sessions/parent-link'
import { ShowSidebar } from './show-sidebar'
import type { Sidebar } from './use-sidebar'
import { spellOut } from './visible-text/spell-out'
import { Quoted } from './visible-text/visible-text'

/** Names the open session, says what is done with it, and offers what can be. */
export function SessionHeader({ sessionID, sidebar }: { sessionID: string; sidebar: Sidebar }) {
  const session = useStore((store) => store.list.get(sessionID))
  const compactions = useStore((store) => store.transcripts.get(sessionID)?.compactions ?? 0)
  const isRenaming = useStore(
    ({ workbench: { form } }) =>
      form?.kind === 'rename' && form.place === 'header' && form.sessionID === sessionID,
  )
  const actions = useActions()
  return (
    <header className="session-head">
      <ShowSidebar sidebar={sidebar} />
      <ParentLink sessionID={sessionID} />
      {isRenaming ? (
        <>
          <h1 className="hidden-text">{session && sessionTitle(session.title)}</h1>
          <RenameForm sessionID={sessionID} />
        </>
      ) : (
        <>
          <h1
            className="session-name"
            title={session && sessionTitle(session.title)}
            onDoubleClick={() => session && actions.openForm('rename', sessionID)}
          >
            <bdi>{session && sessionTitle(session.title)}</bdi>
          </h1>
          {session && (
            <span className="session-place" title={spellOut(session.directory, 'name')}>
              <Quoted text={baseName(session.directory)} manner="name" />
            </span>
          )}
          {session?.time.archived ? <span className="session-place">Archived</span> : null}
          {compactions > 0 && (
            <span className="session-place">
              Compacted {compactions === 1 ? 'once' : `${compactions} times`}
            </span>
          )}
        </>
      )}
      <span className="session-end">
        <WorkLine sessionID={sessionID} />
        {session && !isRenaming && <SharedButton sessionID={sessionID} />}
        {session && <SessionMenu sessionID={sessionID} />}
        <PanelToggle />
      </span>
    </header>
  )
}

const WORK: Record<Work, string> = {
  archiving: 'Archiving…',
  forking: 'Forking…',
  exporting: 'Collecting messages…',
  publishing: 'Publishing…',
  withdrawing: 'Ending the share…',
  undoing: 'Undoing…',
  redoing: 'Redoing…',
  compacting: 'Compacting…',
}

/** What is under way, once it takes longer than a blink. */
function WorkLine({ sessionID }: { sessionID: string }) {
  const work = useStore((store) =>
    isCompacting(store, sessionID) ? 'compacting' : store.workbench.workOn(sessionID),
  )
  return (
    <output className="session-work" aria-label="Under way">
      {work && (
        <span key={work} className="session-work-line">
          <span className="dot breathing" />
          {WORK[work]}
        </span>
      )}
    </output>
  )
}

/** Says that anyone with the link can read the session, and shows it. */
function SharedButton({ sessionID }: { sessionID: string }) {
  const isShared = useStore((store) => store.links.linkOf(store.list.get(sessionID)) !== undefined)
  const actions = useActions()
  if (!isShared) return null
  return (
    <button
      type="button"
      className="quiet-button"
      onClick={() => actions.openForm('share', sessionID)}
    >
      <Icon name="link" />
      Shared
    </button>
  )
}
