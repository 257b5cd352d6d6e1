import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { FileChange } from '../../store/file-changes'
import type { DiffLayout } from '../../store/panel'
import { useActions, useHelm, useStore } from '../context'
import { ChangedList } from './changed-list'
import { Counts } from './counts'
import { EngineAway, PanelFailure, PanelSkeleton, PanelStale } from './panel-states'

// Two columns of some 40 characters each.
const SPLIT_PX = 640

/** What the session changed in the project, file by file. */
export function ChangesTab({ sessionID }: { sessionID: string }) {
  const phase = useStore((store) => store.changes.phase)
  const failure = useStore((store) => store.changes.failure)
  const files = useStore((store) => store.changes.files)
  const isReady = useStore((store) => store.isReady)
  const actions = useActions()
  const retry = () => void actions.loadChanges()
  useEffect(() => {
    return isReady ? actions.watchChanges(sessionID) : undefined
  }, [actions, sessionID, isReady])

  if (files.length > 0) {
    return (
      <>
        {failure && (
          <PanelStale text={`The changes may be out of date. ${failure}`} onRetry={retry} />
        )}
        <FileList files={files} />
      </>
    )
  }
  if (phase === 'failed') {
    return <PanelFailure text={`The changes could not be loaded. ${failure}`} onRetry={retry} />
  }
  if (phase === 'loading') return isReady ? <PanelSkeleton /> : <EngineAway />
  return <NoChanges sessionID={sessionID} />
}

function NoChanges({ sessionID }: { sessionID: string }) {
  // The engine (opencode 1.18) compares by git, and puts what is in no repository into one project.
  const isTracked = useStore((store) => store.list.get(sessionID)?.projectID !== 'global')
  return isTracked ? (
    <div className="panel-blank">
      <h2>No changes yet</h2>
      <p>What the agent adds, changes or deletes in the project appears here.</p>
    </div>
  ) : (
    <div className="panel-blank">
      <h2>Changes are not tracked here</h2>
      <p>
        The engine compares files by git, and this directory is in no repository with a commit. Make
        one, and start a new session.
      </p>
    </div>
  )
}

function FileList({ files }: { files: readonly FileChange[] }) {
  const { store } = useHelm()
  const area = useRef<HTMLDivElement>(null)
  const isWide = useIsWide(area, SPLIT_PX)
  const layout = useStore((it) => it.panel.shape.layout)
  useLayoutEffect(() => {
    if (area.current) area.current.scrollTop = store.changes.scrollTop
  }, [store])
  return (
    <>
      <div className="panel-bar">
        <Total files={files} />
        <LayoutChoice layout={layout} />
      </div>
      {layout === 'split' && !isWide && (
        <p className="panel-note">Unified, as the panel is too narrow for split.</p>
      )}
      <div
        ref={area}
        className="panel-scroll"
        onScroll={(event) => {
          store.changes.scrollTop = event.currentTarget.scrollTop
        }}
      >
        <ChangedList files={files} layout={isWide ? layout : 'unified'} area={area} />
      </div>
    </>
  )
}

function Total({ files }: { files: readonly FileChange[] }) {
  const added = files.reduce((sum, { additions }) => sum + additions, 0)
  const removed = files.reduce((sum, { deletions }) => sum + deletions, 0)
  return (
    <p className="panel-total">
      {files.length.toLocaleString('en')} {files.length === 1 ? 'file' : 'files'}
      <Counts added={added} removed={removed} />
    </p>
  )
}

function LayoutChoice({ layout }: { layout: DiffLayout }) {
  const { store } = useHelm()
  const choose = ([value]: DiffLayout[]) => {
    // Pressing the one that is on would leave none.
    if (value) store.write(() => store.panel.change({ layout: value }))
  }
  return (
    <ToggleGroup
      className="panel-segments"
      aria-label="Layout"
      value={[layout]}
      onValueChange={choose}
    >
      <Toggle className="panel-segment" value="unified">
        Unified
      </Toggle>
      <Toggle className="panel-segment" value="split">
        Split
      </Toggle>
    </ToggleGroup>
  )
}

/** Whether an element has at least that width, in px. */
function useIsWide(element: React.RefObject<HTMLElement | null>, width: number): boolean {
  const [isWide, setWide] = useState(false)
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    const look = () => setWide(box.clientWidth >= width)
    look()
    const observer = new ResizeObserver(look)
    observer.observe(box)
    return () => observer.disconnect()
  }, [element, width])
  return isWide
}
