import { memo, useMemo, useState } from 'react'
import { clip } from '../../store/clip'
import { Hidden } from '../plain-text'
import type { ToolPart } from '../tool-line'
import { useShown } from '../use-shown'
import { DeceptionNote } from '../visible-text/deception-note'
import { MarksOf } from '../visible-text/marks'
import { mannerOf } from '../visible-text/shell-reading'
import { Quoted, VisibleText } from '../visible-text/visible-text'
import { plainText, readAnsi } from './ansi'
import { numberIn, textIn } from './fields'
import { EndArea, Panel, TextPanel } from './panel'

// The end of an output says how it went.
const SHOWN_CHARS = 50_000
const FOLDER_CHARS = 1_000
const COMMAND_SIZES = { head: 20_000, tail: 0, more: 40_000 }

/** A command and what it printed, while it prints too. */
export function ShellBody({ part }: { part: ToolPart }) {
  const { state } = part
  const command = textIn(state.input, 'command')
  const folder = clip(textIn(state.input, 'workdir'), FOLDER_CHARS)
  const known = useShown(command, COMMAND_SIZES)
  const manner = useMemo(() => mannerOf(known.head), [known.head])
  const metadata = 'metadata' in state ? state.metadata : undefined
  const output = state.status === 'completed' ? state.output : textIn(metadata, 'output')
  const exit = numberIn(metadata, 'exit')
  const [shown, setShown] = useState(SHOWN_CHARS)
  return (
    <>
      <Panel label="Command" copy={{ text: command, what: 'command' }}>
        <DeceptionNote text={known.head} manner={manner} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
        <pre className="shell-command" tabIndex={0}>
          <span className="shell-prompt" aria-hidden="true">
            ${' '}
          </span>
          <VisibleText text={known.head} manner={manner} />
        </pre>
        {folder && (
          <p className="tool-panel-note">
            in <Quoted text={folder} manner="name" />
          </p>
        )}
        {known.hidden > 0 && <Hidden chars={known.hidden} text={command} onMore={known.showMore} />}
      </Panel>
      <Panel
        label={state.status === 'running' ? 'Output so far' : 'Output'}
        copy={output === '' ? undefined : { text: () => plainText(output), what: 'output' }}
      >
        {output.trim() === '' ? (
          <p className="tool-panel-note">
            {state.status === 'running' ? 'Nothing yet' : 'Nothing'}
          </p>
        ) : (
          <EndArea growth={output.length}>
            <Output text={output.slice(-shown)} />
          </EndArea>
        )}
        {output.length > shown && (
          <Hidden
            chars={output.length - shown}
            text={() => plainText(output)}
            onMore={() => setShown(shown + SHOWN_CHARS)}
          />
        )}
        {exit !== undefined && (
          <p className={exit === 0 ? 'tool-panel-note' : 'tool-panel-note shell-failed'}>
            Exit code {exit}
          </p>
        )}
      </Panel>
      {state.status === 'error' && <TextPanel label="Error" text={state.error} what="error" />}
    </>
  )
}

const Output = memo(function Output({ text }: { text: string }) {
  const runs = readAnsi(text)
  return (
    <MarksOf texts={runs.map((run) => run.text)} manner="words">
      {runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: runs have no name but their place
        <span key={index} className={run.look || undefined}>
          <VisibleText text={run.text} manner="words" />
        </span>
      ))}
    </MarksOf>
  )
})
