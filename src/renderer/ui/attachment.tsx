import { Dialog } from '@base-ui/react/dialog'
import type { Part } from '../../shared/engine-types'
import { baseName } from './format'
import { Icon, type IconName } from './icons'
import { spellOut } from './visible-text/spell-out'
import { Quoted } from './visible-text/visible-text'

type FilePart = Extract<Part, { type: 'file' }>
type File = Pick<FilePart, 'mime' | 'url' | 'filename'>

/** A file that goes with a message: an image to look at, or a name. */
export function Attachment({ file }: { file: File }) {
  const name = nameOf(file)
  // The page has no network: an image is shown when all of it is here.
  if (/^data:image\//i.test(file.url)) return <Thumbnail url={file.url} name={name} />
  return <Chip icon="file" name={name} kind={kindOf(file)} />
}

/** Something that a message names: a file, an agent. */
export function Chip({ icon, name, kind }: { icon: IconName; name: string; kind: string }) {
  return (
    <p className="chip" title={spellOut(name, 'name')}>
      <Icon name={icon} />
      <span className="chip-name">
        <Quoted text={name} manner="name" />
      </span>
      {kind !== '' && <span className="chip-kind">{kind}</span>}
    </p>
  )
}

/** An image that opens as large as the window allows. */
function Thumbnail({ url, name }: { url: string; name: string }) {
  return (
    <Dialog.Root>
      <Dialog.Trigger
        className="thumbnail"
        aria-label={`Open image ${spellOut(name, 'name')}`}
        title={spellOut(name, 'name')}
      >
        <img src={url} alt="" />
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
          <img src={url} alt={name} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function nameOf({ filename, url, mime }: File): string {
  if (filename) return baseName(filename)
  return url.startsWith('data:') ? mime : baseName(url)
}

/** `PDF`, `Folder`; nothing where the name's ending says as much. */
function kindOf({ mime, filename = '' }: File): string {
  if (mime === 'application/x-directory') return 'Folder'
  if (mime === 'application/pdf') return 'PDF'
  if (mime.startsWith('text/')) return /\.\w+$/.test(filename) ? '' : 'Text'
  return mime.replace(/^\w+\//, '').replace(/^x-/, '')
}
