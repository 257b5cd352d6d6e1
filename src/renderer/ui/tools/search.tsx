import { useMemo } from 'react'
import { charsOfEach, clip } from '../../store/clip'
import { useStore } from '../context'
import { CopyButton } from '../copy-button'
import { relativeTo } from '../format'
import type { ToolPart } from '../tool-line'
import { MarksOf } from '../visible-text/marks'
import { VisibleText } from '../visible-text/visible-text'
import { FileList } from './file-list'
import { type Found, type FoundFile, readMatches, readPaths } from './found-files'
import { TextPanel } from './panel'

const SHOWN_LINES = 500
// Of a line, or a path: most are shorter, and all can be copied.
const LINE_CHARS = 500

/** What a search found: files, or lines in them. */
export function SearchBody({ part }: { part: ToolPart }) {
  const { state, tool, sessionID } = part
  const directory = useStore((store) => store.list.get(sessionID)?.directory)
  const output = state.status === 'completed' ? state.output : ''
  const found = useMemo(
    () => (tool === 'grep' ? readMatches(output) : readPaths(output)),
    [tool, output],
  )
  if (state.status !== 'completed') return null
  if (tool === 'list') return <TextPanel label="Output" text={output} what="output" />
  const note = found.isPart ? 'There is more: these are the first results.' : ''
  if (tool !== 'grep' || found.files.length === 0) {
    const files = found.files.map(({ path }) => relativeTo(directory, path))
    return <FileList label="Found files" files={files} note={note} />
  }
  return <Matches found={found} directory={directory} note={note} output={output} />
}

interface MatchesProps {
  found: Found
  directory: string | undefined
  note: string
  output: string
}

function Matches({ found, directory, note, output }: MatchesProps) {
  const shown = shownOf(found, directory)
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
        <MarksOf
          texts={shown.flatMap(({ path, lines }) => [path, ...lines.map(({ text }) => text)])}
          manner="name"
        >
          {shown.map(({ path, lines }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file may be named twice
            <div key={at} className="match-file">
              <p className="code-text">
                <VisibleText text={path} manner="name" />
              </p>
              <ul className="file-list">
                {lines.map(({ number, text }, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a line may match twice
                  <li key={index} className="code-text">
                    <span className="match-number">{number}</span>
                    <VisibleText text={text} manner="code" />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </MarksOf>
      </div>
      {note !== '' && <p className="tool-panel-note">{note}</p>}
    </div>
  )
}

/** As many of the first lines as are shown, by file; each path counts as one. */
function shownOf(
  { files, lines: lineCount }: Found,
  directory: string | undefined,
): readonly FoundFile[] {
  const chars = charsOfEach(Math.min(SHOWN_LINES, lineCount), LINE_CHARS)
  let room = SHOWN_LINES
  const shown: FoundFile[] = []
  for (const { path, lines } of files) {
    if (room <= 0) break
    const some = lines.slice(0, room)
    room -= some.length + 1
    shown.push({
      path: clip(relativeTo(directory, path), LINE_CHARS),
      lines: some.map(({ number, text }) => ({ number, text: clip(text, chars) })),
    })
  }
  return shown
}
