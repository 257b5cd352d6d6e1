import { clip } from '../../store/clip'
import type { Store } from '../../store/store'
import { useActions, useStore } from '../context'
import { sessionTitle } from '../format'
import { Icon } from '../icons'
import { Markdown } from '../markdown/markdown'
import { describeTool, type ToolPart } from '../tool-line'
import { Quoted } from '../visible-text/visible-text'
import { textIn } from './fields'
import { Panel } from './panel'
import { childOf, taskResult } from './task-result'

const TITLE_CHARS = 500
const NAME_CHARS = 100

/** A sub-agent: who it is, what it does now, what it was told, what it answered. */
export function TaskBody({ part }: { part: ToolPart }) {
  const { state } = part
  const { open } = useActions()
  const child = childOf(part)
  const agent = clip(textIn(state.input, 'subagent_type'), NAME_CHARS)
  const title = useStore((store) => child && store.list.get(child)?.title)
  const result = state.status === 'completed' ? taskResult(state.output) : ''
  return (
    <>
      <div className="task-head">
        <Icon name="agent" />
        <div className="task-who">
          <p className="task-title">
            {title ? (
              childTitle(title)
            ) : (
              <Quoted text={clip(textIn(state.input, 'description'), TITLE_CHARS)} manner="words" />
            )}
          </p>
          <p className="task-now">
            {agent !== '' && (
              <>
                <Quoted text={agent} manner="name" />
                {' · '}
              </>
            )}
            {child === undefined ? 'Not started' : <Doing part={part} child={child} />}
          </p>
        </div>
        {child !== undefined && (
          <button type="button" className="button" onClick={() => open(child)}>
            Open session
          </button>
        )}
      </div>
      <Panel label="Prompt" copy={{ text: textIn(state.input, 'prompt'), what: 'prompt' }}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
        <div className="tool-panel-scroll tool-panel-prose thoughts" tabIndex={0}>
          <Markdown text={textIn(state.input, 'prompt')} />
        </div>
      </Panel>
      {result !== '' && (
        <Panel label="Answer" copy={{ text: result, what: 'answer' }}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
          <div className="tool-panel-scroll tool-panel-prose thoughts" tabIndex={0}>
            <Markdown text={result} />
          </div>
        </Panel>
      )}
    </>
  )
}

/** Without what the engine (opencode 1.18) adds: the agent is named beneath. */
const childTitle = (title: string) =>
  sessionTitle(clip(title, TITLE_CHARS).replace(/ \(@[\w-]+ subagent\)$/, ''))

function Doing({ part, child }: { part: ToolPart; child: string }) {
  const doing = useStore((store) => describeDoing(store, part, child))
  return <Quoted text={doing} manner="words" />
}

/** What the sub-agent does now, in a few words. */
export function describeDoing(store: Store, { state }: ToolPart, child: string): string {
  if (state.status === 'completed') return 'Done'
  if (state.status === 'error') return 'Failed'
  if (store.asks.asksFor(child).length > 0) return 'Waiting for you'
  if (!store.isBusy(child)) return 'Not running'
  const call = store.doings.get(child)
  if (!call || call.state.status === 'completed') return 'Thinking'
  const { verb, target } = describeTool(call, store.list.get(child)?.directory, true)
  return `${verb} ${target}`.trim()
}
