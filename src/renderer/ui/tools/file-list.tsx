import { charsOfEach, clip } from '../../store/clip'
import { CopyButton } from '../copy-button'
import { MarksOf } from '../visible-text/marks'
import { VisibleText } from '../visible-text/visible-text'

const SHOWN = 500
const PATH_CHARS = 1_000

interface Props {
  label: string
  files: readonly string[]
  /** What is to be said beneath; nothing when empty. */
  note: string
}

/** Paths, one a line, in a scroll area of their own. */
export function FileList({ label, files, note }: Props) {
  const rest = files.length - SHOWN
  const chars = charsOfEach(Math.min(SHOWN, files.length), PATH_CHARS)
  const shown = files.slice(0, SHOWN).map((path) => clip(path, chars))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a landmark each would be too many
    <div className="tool-panel" role="group" aria-label={label}>
      <div className="tool-panel-head">
        <p className="tool-panel-title">
          {files.length.toLocaleString('en')} {files.length === 1 ? 'path' : 'paths'}
        </p>
        {files.length > 0 && <CopyButton text={() => files.join('\n')} what="paths" />}
      </div>
      {files.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        <div className="tool-panel-scroll" tabIndex={0}>
          <ul className="file-list">
            <MarksOf texts={shown} manner="name">
              {shown.map((path, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list of paths never changes
                <FilePath key={index} path={path} />
              ))}
            </MarksOf>
          </ul>
        </div>
      )}
      {rest > 0 && <p className="tool-panel-note">And {rest.toLocaleString('en')} more.</p>}
      {note !== '' && <p className="tool-panel-note">{note}</p>}
    </div>
  )
}

function FilePath({ path }: { path: string }) {
  const cut = path.replace(/\/$/, '').lastIndexOf('/') + 1
  return (
    <li className="code-text">
      <span className="path-folder">
        <VisibleText text={path.slice(0, cut)} manner="name" />
      </span>
      <VisibleText text={path.slice(cut)} manner="name" />
    </li>
  )
}
