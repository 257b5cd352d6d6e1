import { memo } from 'react'
import type { ToolPart } from '../tool-line'
import { DeceptionNote } from '../visible-text/deception-note'
import { VisibleText } from '../visible-text/visible-text'
import { plainText, readAnsi } from './ansi'
import { numberIn, textIn } from './fields'
import { Bounded, EndArea, Panel } from './panel'

// The end of an output says how it went.
const SHOWN_CHARS = 50_000

/** A command and what it printed, while it prints too. */
export function ShellBody({ part }: { part: ToolPart }) {
  const { state } = part
  const command = textIn(state.input, 'command')
  const metadata = 'metadata' in state ? state.metadata : undefined
  const output = state.status === 'completed' ? state.output : textIn(metadata, 'output')
  const exit = numberIn(metadata, 'exit')
  return (
    <>
      <Panel label="Command" copy={{ text: command, what: 'command' }}>
        <DeceptionNote text={command} manner="code" />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
        <pre className="shell-command" tabIndex={0}>
          <span className="shell-prompt" aria-hidden="true">
            ${' '}
          </span>
          <VisibleText text={command} manner="code" />
        </pre>
      </Panel>
      <Panel
        label={state.status === 'running' ? 'Output so far' : 'Output'}
        copy={{ text: plainText(output), what: 'output' }}
      >
        {output.trim() === '' ? (
          <p className="tool-panel-note">
            {state.status === 'running' ? 'Nothing yet' : 'Nothing'}
          </p>
        ) : (
          <EndArea growth={output.length}>
            <Output text={output.slice(-SHOWN_CHARS)} />
          </EndArea>
        )}
        {output.length > SHOWN_CHARS && (
          <Bounded shown={SHOWN_CHARS} all={output.length} what="last" />
        )}
        {exit !== undefined && (
          <p className={exit === 0 ? 'tool-panel-note' : 'tool-panel-note shell-failed'}>
            Exit code {exit}
          </p>
        )}
        {state.status === 'error' && (
          <p className="tool-panel-note shell-failed">
            <VisibleText text={state.error} manner="words" />
          </p>
        )}
      </Panel>
    </>
  )
}

const Output = memo(function Output({ text }: { text: string }) {
  return readAnsi(text).map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: runs have no name but their place
    <span key={index} className={run.look || undefined}>
      <VisibleText text={run.text} manner="words" />
    </span>
  ))
})
