import type { Store } from '../store/store'
import { useStore } from './context'
import { Fold } from './fold'
import { formatDuration, formatSeconds } from './format'
import { Icon } from './icons'
import { describeTool, type ToolLine, type ToolPart } from './tool-line'
import { childOf } from './tools/task-result'
import { ToolBody } from './tools/tool-body'
import { useNow } from './use-now'
import { LINE_MARKS } from './visible-text/marks'
import { Quoted, VisibleText } from './visible-text/visible-text'

/** A tool call on one line, which opens in place to what went in and came out. */
export function ToolCall({ part, sessionID }: { part: ToolPart; sessionID: string }) {
  const directory = useStore((store) => store.list.get(sessionID)?.directory)
  const isRunning = useStore((store) => store.isBusy(sessionID))
  const line = describeTool(part, directory, isRunning)
  return (
    <Fold
      id={part.id}
      className={line.outcome === 'failed' ? 'call failed' : 'call'}
      summary={
        <>
          <span className="call-line">
            <Icon name={line.icon} />
            <span className="call-verb">
              <Quoted text={line.verb} manner="words" most={LINE_MARKS} />
            </span>
            <span className={line.isCode ? 'call-target code-text' : 'call-target'}>
              <Quoted
                text={line.target}
                manner={line.isCode ? 'name' : 'words'}
                most={LINE_MARKS}
              />
            </span>
            {line.folder && (
              <span className="call-folder">
                in <Quoted text={line.folder} manner="name" most={LINE_MARKS} />
              </span>
            )}
            <Result line={line} />
            <State part={part} line={line} />
          </span>
          {line.reason && (
            <span className="call-reason">
              <VisibleText text={line.reason} manner="words" most={LINE_MARKS} />
            </span>
          )}
        </>
      }
      body={() => <ToolBody part={part} />}
    />
  )
}

/** What came of it: changed lines, or a count. */
function Result({ line: { changes, detail } }: { line: ToolLine }) {
  if (changes) {
    return (
      <span className="call-detail">
        {changes.added > 0 && <span className="count-added">+{changes.added}</span>}
        {changes.removed > 0 && <span className="count-removed">−{changes.removed}</span>}
      </span>
    )
  }
  return detail === '' ? null : <span className="call-detail">{detail}</span>
}

function State({ part, line }: { part: ToolPart; line: ToolLine }) {
  const { state } = part
  const isWaiting = useStore((store) => isCallWaiting(store, part))
  const isTicking = line.outcome === 'running' && state.status === 'running' && !isWaiting
  const now = useNow(1_000, isTicking)
  switch (line.outcome) {
    case 'running': {
      if (isWaiting) {
        return (
          <span className="call-state state-waiting">
            <span className="dot waiting" />
            Waiting
          </span>
        )
      }
      const ms = state.status === 'running' ? now - state.time.start : 0
      return (
        <span className="call-state">
          {ms >= 1_000 && formatSeconds(ms)}
          <span className="dot breathing" />
          <span className="hidden-text">Running</span>
        </span>
      )
    }
    case 'cut-off':
      return <span className="call-state">Not finished</span>
    case 'stopped':
      return <span className="call-state">Stopped</span>
    default: {
      const ms = 'time' in state && 'end' in state.time ? state.time.end - state.time.start : 0
      return (
        <span className="call-state">
          {formatDuration(ms)}
          {line.outcome === 'failed' && (
            <span className="state-failed">
              <Icon name="alert" />
              Failed
            </span>
          )}
        </span>
      )
    }
  }
}

/** Whether the call waits for a person: it asks itself, or the sub-agent that it started does. */
function isCallWaiting({ asks }: Store, part: ToolPart): boolean {
  const { callID, sessionID } = part
  if (asks.asksFor(sessionID).some(({ request }) => request.tool?.callID === callID)) return true
  const child = childOf(part)
  return child !== undefined && asks.asksFor(child).length > 0
}
