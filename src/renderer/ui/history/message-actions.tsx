import { Toolbar } from '@base-ui/react/toolbar'
import { startsCompaction } from '../../store/compaction'
import { promptText } from '../../store/revert'
import { useHelm, useStore } from '../context'
import { focusComposer } from '../focus'
import { Icon, type IconName } from '../icons'
import { useCopy } from '../use-copy'

/** What can be done from a message of the person's on: shown while it is looked at. */
export function MessageActions({ sessionID, messageID }: { sessionID: string; messageID: string }) {
  const { store, actions } = useHelm()
  const canWork = useStore((it) => it.isReady && it.workbench.workOn(sessionID) === undefined)
  const isBusy = useStore((it) => it.isBusy(sessionID))
  const isCompaction = useStore((it) => {
    const transcript = it.transcripts.get(sessionID)
    return transcript !== undefined && startsCompaction(transcript, messageID)
  })
  const [said, copy] = useCopy()

  // The engine said it in the person's name.
  if (isCompaction) return null
  const undo = () => {
    focusComposer()
    void actions.undoTo(sessionID, messageID)
  }
  const fork = () => {
    focusComposer()
    void actions.fork(sessionID, messageID)
  }
  return (
    <Toolbar.Root className="message-actions" aria-label="Message actions">
      <Action
        icon="undo"
        label={isBusy ? 'Stop and undo to here' : 'Undo to here'}
        isOff={!canWork}
        run={undo}
      />
      <Action icon="fork" label="Fork from here" isOff={!canWork} run={fork} />
      <Action
        icon={said === 'Copied' ? 'check' : 'copy'}
        label={said || 'Copy'}
        run={() => copy(promptText(store.transcripts.get(sessionID), messageID))}
      />
    </Toolbar.Root>
  )
}

interface ActionProps {
  icon: IconName
  label: string
  isOff?: boolean
  run: () => void
}

function Action({ icon, label, isOff = false, run }: ActionProps) {
  return (
    <Toolbar.Button
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={run}
    >
      <Icon name={icon} />
    </Toolbar.Button>
  )
}
