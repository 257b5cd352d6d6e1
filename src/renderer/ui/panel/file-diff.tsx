import { lazy, memo, Suspense, useId } from 'react'
import { clip } from '../../store/clip'
import type { FileChange, FileState } from '../../store/file-changes'
import type { DiffLayout } from '../../store/panel'
import { Boundary } from '../boundary'
import { useHelm, useStore } from '../context'
import { CopyButton } from '../copy-button'
import { Icon } from '../icons'
import { DeceptionNote } from '../visible-text/deception-note'
import { OwnMarks } from '../visible-text/marks'
import { spellOut } from '../visible-text/spell-out'
import { Quoted } from '../visible-text/visible-text'
import { Counts } from './counts'
import { PanelSkeleton } from './panel-states'

// With its highlighting it is as large as the rest of the page.
const DiffView = lazy(() => import('./diff-view'))

const STATES: Record<FileState, [letter: string, word: string]> = {
  added: ['A', 'Added'],
  changed: ['C', 'Changed'],
  deleted: ['D', 'Deleted'],
  renamed: ['R', 'Renamed'],
}

/** The most characters of a name that are shown. */
export const FILE_NAME_CHARS = 500
// Of a patch that is looked through for what is not what it looks like.
const NOTED_CHARS = 100_000
// Several files are open at once.
const FILE_MARKS = 100

interface Props {
  file: FileChange
  layout: DiffLayout
}

/** One file that changed: its name, which opens its lines in place. */
export const FileDiff = memo(function FileDiff({ file, layout }: Props) {
  const { store } = useHelm()
  const isUnfolded = useStore((it) => it.changes.isUnfolded(file.name))
  const id = useId()
  const [letter, word] = STATES[file.state]
  const name = clip(file.name, FILE_NAME_CHARS)
  const { base, folder } = splitPath(name)
  const fold = () => store.write(() => store.changes.setUnfolded(file.name, !isUnfolded))
  return (
    <div className="changed-file">
      <div className="changed-head">
        <h2>
          <button
            type="button"
            className="changed-name"
            aria-expanded={isUnfolded}
            aria-controls={isUnfolded ? id : undefined}
            title={spellOut(name, 'name')}
            onClick={fold}
          >
            <Icon name="chevron" />
            <span className={`file-state file-${file.state}`} title={word}>
              <span aria-hidden="true">{letter}</span>
              <span className="hidden-text">{word}: </span>
            </span>
            <span className="file-base">
              <Quoted text={base} manner="name" />
            </span>
            <span className="file-folder">
              <Quoted text={folder} manner="name" />
            </span>
            <Counts added={file.additions} removed={file.deletions} />
          </button>
        </h2>
        <CopyButton what="path" icon="path" text={file.name} />
        {file.patch && <CopyButton what="patch" text={file.patch} />}
      </div>
      {isUnfolded && (
        <div id={id} className="changed-lines">
          <DeceptionNote text={file.patch.slice(0, NOTED_CHARS)} manner="code" />
          <Boundary fallback={<p className="panel-note">This diff cannot be shown. Copy it.</p>}>
            <Suspense fallback={<PanelSkeleton />}>
              <OwnMarks most={FILE_MARKS}>
                <DiffView file={file} layout={layout} />
              </OwnMarks>
            </Suspense>
          </Boundary>
        </div>
      )}
    </div>
  )
})

function splitPath(path: string): { base: string; folder: string } {
  const end = path.lastIndexOf('/')
  return { base: path.slice(end + 1), folder: end < 0 ? '' : path.slice(0, end) }
}
