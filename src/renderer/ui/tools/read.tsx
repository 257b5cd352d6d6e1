import { CodeText } from '../markdown/code-text'
import type { ToolPart } from '../tool-line'
import { DeceptionNote } from '../visible-text/deception-note'
import { FileList } from './file-list'
import { languageOf } from './language'
import { Panel, TextPanel } from './panel'
import { readOutput } from './read-output'

/** A file that was read, with its line numbers; a folder as a list. */
export function ReadBody({ part }: { part: ToolPart }) {
  const { state } = part
  if (state.status !== 'completed') return null
  const seen = readOutput(state.output, state.metadata)
  if (!seen) return <TextPanel label="Output" text={state.output} what="output" />
  if (seen.kind === 'folder')
    return <FileList label="Entries" files={seen.entries} note={seen.note} />
  const { text, firstLine, note, path } = seen
  const lines = text.split('\n')
  const width = String(firstLine + lines.length - 1).length
  return (
    <Panel label="Content" copy={{ text, what: 'content' }}>
      <DeceptionNote text={text} manner="code" />
      {text.trim() === '' ? (
        <p className="tool-panel-note">The file is empty.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        <div className="numbered" tabIndex={0}>
          <pre className="numbers" aria-hidden="true">
            {lines.map((_, index) => String(firstLine + index).padStart(width)).join('\n')}
          </pre>
          <pre>
            <CodeText text={text} language={languageOf(path)} />
          </pre>
        </div>
      )}
      {note !== '' && <p className="tool-panel-note">{note}</p>}
    </Panel>
  )
}
