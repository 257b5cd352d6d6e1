import { clip } from '../../store/clip'
import { formatBytes } from '../../store/read-attachment'
import { Icon } from '../icons'
import { LINE_MARKS } from '../visible-text/marks'
import { spellOut } from '../visible-text/spell-out'
import { Quoted } from '../visible-text/visible-text'
import { DataBytes } from './data-bytes'

interface Props {
  name: string
  mime: string
  url: string
  /** Why it is not shown, as the end of a sentence. */
  why: string
}

/** A file that is here and is not shown: what it is, why not, and a way to have it. */
export function FileCard({ name, mime, url, why }: Props) {
  const bytes = bytesOf(url)
  return (
    <span className="file-card">
      <Icon name="image" />
      <span className="file-card-words">
        <span className="file-card-name" title={spellOut(name, 'name')}>
          <Quoted text={name} manner="name" most={LINE_MARKS} />
        </span>
        <span className="file-card-why">
          <Quoted text={clip(mime, 60)} manner="name" most={LINE_MARKS} />
          {bytes && `, ${formatBytes(bytes.length)}`}. Not shown: {why}.
        </span>
      </span>
      {bytes && (
        <button type="button" className="quiet-button" onClick={() => save(name, bytes)}>
          Save
        </button>
      )}
    </span>
  )
}

function bytesOf(url: string): DataBytes | undefined {
  try {
    return new DataBytes(url)
  } catch {
    // An address of another kind is shown, and leads nowhere.
    return undefined
  }
}

function save(name: string, bytes: DataBytes): void {
  const url = URL.createObjectURL(new Blob([bytes.all()], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has hold of the blob only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
