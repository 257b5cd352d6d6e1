import { useMemo } from 'react'
import { CodeText } from '../markdown/code-text'
import { Hidden } from '../plain-text'
import type { ToolPart } from '../tool-line'
import { useShown } from '../use-shown'
import { DeceptionNote } from '../visible-text/deception-note'
import { FileList } from './file-list'
import { languageOf } from './language'
import { Panel, TextPanel } from './panel'
import { readOutput } from './read-output'

const SIZES = { head: 50_000, tail: 0, more: 50_000 }

/** A file that was read, with its line numbers; a folder as a list. */
export function ReadBody({ part }: { part: ToolPart }) {
  const { state } = part
  const isDone = state.status === 'completed'
  const seen = useMemo(
    () => (isDone ? readOutput(state.output, state.metadata) : undefined),
    [isDone, state],
  )
  const { head, hidden, showMore } = useShown(seen?.kind === 'file' ? seen.text : '', SIZES)
  if (!isDone) return null
  if (!seen) return <TextPanel label="Output" text={state.output} what="output" />
  if (seen.kind === 'folder')
    return <FileList label="Entries" files={seen.entries} note={seen.note} />
  const { text, firstLine, note, path } = seen
  const lines = head.split('\n')
  const width = String(firstLine + lines.length - 1).length
  return (
    <Panel label="Content" copy={{ text, what: 'content' }}>
      <DeceptionNote text={head} manner="code" />
      {text.trim() === '' ? (
        <p className="tool-panel-note">The file is empty.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        <div className="numbered" tabIndex={0}>
          <pre className="numbers" aria-hidden="true">
            {lines.map((_, index) => String(firstLine + index).padStart(width)).join('\n')}
          </pre>
          <pre>
            <CodeText text={head} language={languageOf(path)} />
          </pre>
        </div>
      )}
      {hidden > 0 && <Hidden chars={hidden} text={text} onMore={showMore} />}
      {note !== '' && <p className="tool-panel-note">{note}</p>}
    </Panel>
  )
}
