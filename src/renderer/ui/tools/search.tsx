import { clip } from '../../store/clip'
import { useStore } from '../context'
import { CopyButton } from '../copy-button'
import { relativeTo } from '../format'
import type { ToolPart } from '../tool-line'
import { VisibleText } from '../visible-text/visible-text'
import { FileList } from './file-list'
import { type Found, readMatches, readPaths } from './found-files'
import { TextPanel } from './panel'

const SHOWN_LINES = 500
// Of a line, or a path: most are shorter, and all can be copied.
const LINE_CHARS = 500

/** What a search found: files, or lines in them. */
export function SearchBody({ part }: { part: ToolPart }) {
  const { state, tool, sessionID } = part
  const directory = useStore((store) => store.list.get(sessionID)?.directory)
  if (state.status !== 'completed') return null
  if (tool === 'list') return <TextPanel label="Output" text={state.output} what="output" />
  const found = tool === 'grep' ? readMatches(state.output) : readPaths(state.output)
  const note = found.isPart ? 'There is more: the search gave only its first results.' : ''
  if (tool !== 'grep' || found.files.length === 0) {
    const files = found.files.map(({ path }) => relativeTo(directory, path))
    return <FileList label="Found files" files={files} note={note} />
  }
  return <Matches found={found} directory={directory} note={note} output={state.output} />
}

interface MatchesProps {
  found: Found
  directory: string | undefined
  note: string
  output: string
}

function Matches({ found, directory, note, output }: MatchesProps) {
  let room = SHOWN_LINES
  return (
    // biome-ignore lint/a11y/useSemanticElements: a landmark each would be too many
    <div className="tool-panel" role="group" aria-label="Matches">
      <div className="tool-panel-head">
        <p className="tool-panel-title">
          {found.lines.toLocaleString('en')} {found.lines === 1 ? 'line' : 'lines'} in{' '}
          {found.files.length.toLocaleString('en')} {found.files.length === 1 ? 'file' : 'files'}
        </p>
        <CopyButton text={output} what="matches" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <div className="tool-panel-scroll" tabIndex={0}>
        {found.files.map(({ path, lines }) => {
          const shown = lines.slice(0, Math.max(0, room))
          room -= lines.length
          return (
            shown.length > 0 && (
              <div key={path} className="match-file">
                <p className="code-text">
                  <VisibleText text={clip(relativeTo(directory, path), LINE_CHARS)} manner="name" />
                </p>
                <ul className="file-list">
                  {shown.map(({ number, text }, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a line may match twice
                    <li key={index} className="code-text">
                      <span className="match-number">{number}</span>
                      <VisibleText text={clip(text, LINE_CHARS)} manner="code" />
                    </li>
                  ))}
                </ul>
              </div>
            )
          )
        })}
      </div>
      {note !== '' && <p className="tool-panel-note">{note}</p>}
    </div>
  )
}
