import { useActions, useStore } from '../context'
import { sessionTitle } from '../format'
import { Icon } from '../icons'

/** From a sub-agent's session back to the one that started it. */
export function ParentLink({ sessionID }: { sessionID: string }) {
  const parentID = useStore((store) => store.list.get(sessionID)?.parentID)
  const title = useStore((store) => parentID && store.list.get(parentID)?.title)
  const actions = useActions()
  if (parentID === undefined || title === undefined) return null
  const name = sessionTitle(title)
  return (
    <button
      type="button"
      className="quiet-button parent-link"
      aria-label={`Back to ${name}`}
      title={`Back to ${name}`}
      onClick={() => actions.open(parentID)}
    >
      <Icon name="parent" />
      <span className="parent-name">{name}</span>
    </button>
  )
}
