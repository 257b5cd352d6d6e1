import type { Model } from '../../../shared/provider-types'
import type { Attachment, Draft } from '../../store/drafts'
import { formatBytes } from '../../store/read-attachment'
import { useActions } from '../context'
import { focusComposer } from '../focus'
import { IconButton } from '../icon-button'
import { Icon, type IconName } from '../icons'
import { Named, nameInWords } from '../named'
import { Picture } from '../picture/picture'

interface Props {
  draft: Draft
  isReading: boolean
  /** Who would get them, if that is known. */
  model: Model | undefined
}

/** What goes along with the message, and what is wrong with it. */
export function Attachments({ draft, isReading, model }: Props) {
  const { attachments, missing, isShell } = draft
  const actions = useActions()
  const warning = isShell ? shellWarning(attachments) : untakenOf(attachments, model)
  if (attachments.length === 0 && missing.length === 0 && !isReading) return null
  return (
    <div className="attachments">
      {(attachments.length > 0 || isReading) && (
        <ul aria-label="Attachments" className="attachment-list">
          {attachments.map((attachment) => (
            <Chip key={attachment.id} attachment={attachment} />
          ))}
          {isReading && <li className="attachment attachment-reading">Reading…</li>}
        </ul>
      )}
      {warning !== '' && (
        <p className="composer-note" role="status">
          <Icon name="alert" />
          {warning}
        </p>
      )}
      {missing.length > 0 && !isReading && (
        <p className="composer-note" role="status">
          <Icon name="alert" />
          <span>
            Some attachments could not be kept for this draft. Attach again:{' '}
            {missing.map(({ name }) => nameInWords(name)).join(', ')}
          </span>
          <button
            type="button"
            className="quiet-button"
            onClick={() => {
              actions.changeDraft({ missing: [] })
              focusComposer()
            }}
          >
            Dismiss
          </button>
        </p>
      )}
    </div>
  )
}

function Chip({ attachment }: { attachment: Attachment }) {
  const { id, name, mime, size, url } = attachment
  const actions = useActions()
  return (
    <li className="attachment">
      {mime.startsWith('image/') ? (
        <Picture
          className="attachment-image"
          url={url}
          alt=""
          fallback={(why) => <Sign icon="image" title={`Not shown: ${why}.`} />}
        />
      ) : (
        <Sign icon={mime === 'application/pdf' ? 'file' : 'read'} />
      )}
      <span className="attachment-name" title={nameInWords(name)}>
        <Named text={name} />
      </span>
      <span className="attachment-size">{formatBytes(size)}</span>
      <IconButton
        icon="close"
        className="attachment-remove"
        label={`Remove ${nameInWords(name)}`}
        tip="Remove"
        onClick={() => {
          actions.detach(id)
          focusComposer()
        }}
      />
    </li>
  )
}

const Sign = ({ icon, title }: { icon: IconName; title?: string }) => (
  <span className="attachment-image" title={title}>
    <Icon name={icon} />
  </span>
)

const shellWarning = (attachments: readonly Attachment[]): string =>
  attachments.length > 0 ? 'The shell takes no files. They stay for the next message.' : ''

/** What the model does not take of it: a sentence, or empty. */
export function untakenOf(attachments: readonly Attachment[], model: Model | undefined): string {
  if (!model) return ''
  const images = attachments.some(({ mime }) => mime.startsWith('image/'))
  const pdfs = attachments.some(({ mime }) => mime === 'application/pdf')
  const untaken = [
    images && !model.input.includes('image') ? 'images' : '',
    pdfs && !model.input.includes('pdf') ? 'PDFs' : '',
  ].filter(Boolean)
  if (untaken.length === 0) return ''
  return `${nameInWords(model.name)} does not take ${untaken.join(' or ')}. Choose another model, or remove them.`
}
