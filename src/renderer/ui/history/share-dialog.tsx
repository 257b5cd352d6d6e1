import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'
import type { SessionForm } from '../../store/workbench'
import { useActions, useStore } from '../context'
import { sessionTitle } from '../format'
import { Icon } from '../icons'
import { Said } from '../named'

/** Asks before a session is published, then shows its link. */
export function ShareDialog() {
  const form = useStore(({ workbench }) => workbench.form)
  const actions = useActions()
  const safe = useRef<HTMLButtonElement>(null)
  if (form?.kind !== 'share') return null
  const close = () => actions.closeForm('share', form.sessionID)
  return (
    <AlertDialog.Root open onOpenChange={close}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="session-backdrop" />
        <AlertDialog.Popup className="session-dialog" initialFocus={safe}>
          <Contents form={form} safe={safe} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

interface Props {
  form: SessionForm
  /** What has the focus first: the answer that does nothing. */
  safe: React.RefObject<HTMLButtonElement | null>
}

function Contents({ form: { sessionID, failure, isCopied }, safe }: Props) {
  const title = useStore((store) => sessionTitle(store.list.get(sessionID)?.title ?? ''))
  const link = useStore((store) => store.links.linkOf(store.list.get(sessionID)))
  const work = useStore((store) => store.workbench.workOn(sessionID))
  const actions = useActions()
  const isPublishing = work === 'publishing'
  if (link !== undefined) {
    return (
      <>
        <AlertDialog.Title className="session-dialog-title">“{title}” is shared</AlertDialog.Title>
        <AlertDialog.Description className="session-dialog-text">
          Anyone with this link can read the session, and what is said in it from now on.
        </AlertDialog.Description>
        <div className="share-link">
          <input
            className="field"
            aria-label="Link"
            readOnly
            value={link}
            onFocus={(event) => event.currentTarget.select()}
          />
          <button type="button" className="button" onClick={() => void actions.copyLink(sessionID)}>
            <Icon name={isCopied ? 'check' : 'copy'} />
            {isCopied ? 'Copied' : 'Copy link'}
          </button>
        </div>
        <div className="session-dialog-end">
          <button
            type="button"
            className="button"
            aria-disabled={work !== undefined}
            onClick={() => void actions.unshare(sessionID)}
          >
            Stop sharing
          </button>
          <AlertDialog.Close ref={safe} className="button primary">
            Done
          </AlertDialog.Close>
        </div>
      </>
    )
  }
  return (
    <>
      <AlertDialog.Title className="session-dialog-title">Share “{title}”?</AlertDialog.Title>
      <AlertDialog.Description className="session-dialog-text">
        The session is published on the web: all that was said in it, with code, file contents and
        the output of commands, and what is said from now on. Anyone with the link can read it. You
        can stop sharing at any time.
      </AlertDialog.Description>
      {failure && (
        <p className="session-dialog-failure" role="alert">
          <Icon name="alert" />
          <span>
            <Said text={failure} />
          </span>
        </p>
      )}
      <div className="session-dialog-end">
        <AlertDialog.Close ref={safe} className="button">
          Cancel
        </AlertDialog.Close>
        <button
          type="button"
          className="button primary"
          aria-disabled={isPublishing}
          onClick={() => void actions.share(sessionID)}
        >
          {isPublishing ? 'Publishing…' : 'Publish and copy link'}
        </button>
      </div>
    </>
  )
}
