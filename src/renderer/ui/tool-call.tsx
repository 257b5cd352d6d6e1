import type { Store } from '../store/store'
import { useStore } from './context'
import { Fold } from './fold'
import { formatDuration, formatSeconds } from './format'
import { Icon } from './icons'
import { describeTool, type ToolLine, type ToolPart } from './tool-line'
import { useNow } from './use-now'

// A browser takes seconds to lay out megabytes in one block.
const SHOWN_CHARS = 100_000

/** A tool call on one line, which opens in place to what went in and came out. */
export function ToolCall({ part, sessionID }: { part: ToolPart; sessionID: string }) {
  const directory = useStore((store) => store.list.get(sessionID)?.directory)
  const isRunning = useStore((store) => store.isBusy(sessionID))
  const line = describeTool(part, directory, isRunning)
  return (
    <Fold
      className={line.outcome === 'failed' ? 'call failed' : 'call'}
      summary={
        <>
          <span className="call-line">
            <Icon name={line.icon} />
            <span className="call-verb">{line.verb}</span>
            <span className={line.isCode ? 'call-target code-text' : 'call-target'}>
              {line.target}
            </span>
            <State part={part} line={line} />
          </span>
          {line.reason && <span className="call-reason">{line.reason}</span>}
        </>
      }
      body={() => <Body part={part} />}
    />
  )
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
function isCallWaiting({ asks }: Store, { callID, sessionID, state }: ToolPart): boolean {
  if (asks.asksFor(sessionID).some(({ request }) => request.tool?.callID === callID)) return true
  // The `task` tool names the session of its sub-agent (opencode 1.18).
  const child = ('metadata' in state ? state.metadata : undefined)?.sessionId
  return typeof child === 'string' && asks.asksFor(child).length > 0
}

function Body({ part }: { part: ToolPart }) {
  const { state } = part
  const input = inputText(part)
  return (
    <div className="call-body">
      {input && <Panel label="Input" text={input} />}
      {state.status === 'completed' && <Panel label="Output" text={state.output} />}
      {state.status === 'error' && <Panel label="Error" text={state.error} />}
      {state.status === 'running' && (
        <Panel label="Output so far" text={outputSoFar(state.metadata)} />
      )}
    </div>
  )
}

function Panel({ label, text }: { label: string; text: string }) {
  const shown = text.length > SHOWN_CHARS ? text.slice(0, SHOWN_CHARS) : text
  return (
    <section className="panel" aria-label={label}>
      <h3>{label}</h3>
      {shown.trim() === '' ? (
        <p className="panel-empty">Nothing</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        <pre tabIndex={0}>{shown}</pre>
      )}
      {shown.length < text.length && (
        <p className="panel-empty">
          The first {SHOWN_CHARS.toLocaleString('en')} of {text.length.toLocaleString('en')}{' '}
          characters are shown.
        </p>
      )}
    </section>
  )
}

/** A command as it was typed; any other input as one field a line, long ones as blocks. */
function inputText({ tool, state }: ToolPart): string {
  const { input } = state
  if (tool === 'bash' && typeof input.command === 'string') return input.command
  return Object.entries(input)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
      return text.includes('\n') ? `${name}:\n${text}` : `${name}: ${text}`
    })
    .join('\n')
}

function outputSoFar(metadata: unknown): string {
  const output = (metadata as { output?: unknown } | undefined)?.output
  return typeof output === 'string' ? output : ''
}
