import { Dialog } from '@base-ui/react/dialog'
import { useMemo } from 'react'
import type { Part } from '../../shared/engine-types'
import { clip } from '../store/clip'
import { baseName } from './format'
import { Icon, type IconName } from './icons'
import { FileCard } from './picture/file-card'
import { Picture, whyNotShown } from './picture/picture'
import { LINE_MARKS } from './visible-text/marks'
import { spellOut } from './visible-text/spell-out'
import { Quoted } from './visible-text/visible-text'

type FilePart = Extract<Part, { type: 'file' }>
type File = Pick<FilePart, 'mime' | 'url' | 'filename'>

/** A file that goes with a message: an image to look at, or a name. */
export function Attachment({ file }: { file: File }) {
  const name = nameOf(file)
  // The page has no network: an image is shown when all of it is here.
  if (/^data:image\//i.test(file.url)) return <Thumbnail file={file} name={name} />
  return <Chip icon="file" name={name} kind={kindOf(file)} />
}

/** Something that a message names: a file, an agent. */
export function Chip(props: { icon: IconName; name: string; kind: string }) {
  const { icon } = props
  const name = clip(props.name, 300)
  const kind = clip(props.kind, 60)
  return (
    <p className="chip" title={spellOut(name, 'name')}>
      <Icon name={icon} />
      <span className="chip-name">
        <Quoted text={name} manner="name" most={LINE_MARKS} />
      </span>
      {kind !== '' && (
        <span className="chip-kind">
          <Quoted text={kind} manner="name" most={LINE_MARKS} />
        </span>
      )}
    </p>
  )
}

/** An image that opens as large as the window allows. */
function Thumbnail({ file: { url, mime }, name }: { file: File; name: string }) {
  const why = useMemo(() => whyNotShown(url), [url])
  if (why !== '') return <FileCard name={name} mime={mime} url={url} why={why} />
  return (
    <Dialog.Root>
      <Dialog.Trigger
        className="thumbnail"
        aria-label={`Open image ${spellOut(name, 'name')}`}
        title={spellOut(name, 'name')}
      >
        <Picture url={url} alt="" fallback={() => <Icon name="image" />} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="viewer-shade" />
        <Dialog.Popup className="viewer">
          <div className="viewer-head">
            <Dialog.Title className="viewer-name">
              <Quoted text={name} manner="name" />
            </Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close" title="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <Picture
            url={url}
            alt={name}
            isAlone
            fallback={(why) => <FileCard name={name} mime={mime} url={url} why={why} />}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function nameOf({ filename, url, mime }: File): string {
  if (filename) return clip(baseName(filename), 300)
  return clip(url.startsWith('data:') ? mime : baseName(url), 300)
}

/** `PDF`, `Folder`; nothing where the name's ending says as much. */
function kindOf({ mime, filename = '' }: File): string {
  if (mime === 'application/x-directory') return 'Folder'
  if (mime === 'application/pdf') return 'PDF'
  if (mime.startsWith('text/')) return /\.\w+$/.test(filename) ? '' : 'Text'
  return clip(mime, 60)
    .replace(/^\w+\//, '')
    .replace(/^x-/, '')
}
