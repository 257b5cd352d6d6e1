import { titleOf } from '../store/title-of'
import { useActions, useStore } from './context'
import { IconButton } from './icon-button'
import { Icon } from './icons'
import { spellOut } from './visible-text/spell-out'

/** Says why the page came up without a session, and offers the one that it crashed with. */
export function CrashNote() {
  const crash = useStore((store) => store.plainText.crash)
  const isReady = useStore((store) => store.isReady)
  const title = useStore((store) => {
    const id = store.plainText.crash?.sessionID
    return id !== undefined && store.list.get(id) ? titleOf(store, id) : undefined
  })
  const actions = useActions()
  if (!crash) return null
  const { sessionID } = crash
  const withWhat =
    sessionID === undefined
      ? ''
      : ` while it showed ${title === undefined ? 'a session' : `“${spellOut(title, 'words')}”`}`
  return (
    <div className="notice notice-failed" role="alert">
      <Icon name="alert" />
      <p className="notice-body">
        This window crashed twice within two minutes{withWhat}, so it came up without a session.{' '}
        {sessionID === undefined
          ? 'Open one to go on.'
          : 'Something in it may be too much to draw; as plain text it can be read.'}
      </p>
      {sessionID !== undefined && (
        <button
          type="button"
          className="button"
          aria-disabled={!isReady}
          onClick={() => isReady && actions.showPlain(sessionID, true)}
        >
          Open as plain text
        </button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={actions.dismissCrash} />
    </div>
  )
}
