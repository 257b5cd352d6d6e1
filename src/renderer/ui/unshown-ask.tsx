import type { Ask } from '../store/asks'
import { isMeant } from './ask-focus'
import { AskTitle } from './ask-title'
import { useActions, useStore } from './context'
import { Sending } from './permission-answers'
import { useAnswers } from './use-answers'

interface Props {
  ask: Ask
  isOfSubAgent: boolean
  /** A note on what else waits; empty when nothing does. */
  note: string
}

/** An ask that a defect keeps from being shown: nobody allows what they cannot read. */
export function UnshownAsk({ ask, isOfSubAgent, note }: Props) {
  const { id } = ask.request
  const actions = useActions()
  const isSending = useStore((store) => store.replies.get(id).isSending)
  const { isDeaf, hears } = useAnswers()
  const isPermission = ask.kind === 'permission'
  const refuse = () => void (isPermission ? actions.permit(id, 'reject') : actions.decline(id))
  return (
    <>
      <AskTitle icon={isPermission ? 'alert' : 'ask'} isOfSubAgent={isOfSubAgent}>
        {isPermission
          ? 'The agent asks for leave for something that cannot be shown'
          : 'The agent asks something that cannot be shown'}
      </AskTitle>
      <div className="ask-foot">
        <button
          type="button"
          className="button"
          data-safe
          aria-disabled={isSending || isDeaf}
          title="The run stops"
          onClick={(event) => isMeant(event) && hears() && refuse()}
        >
          {isPermission ? 'Reject' : 'Decline'}
        </button>
        <p className="ask-note ask-after">{isSending ? <Sending /> : note}</p>
      </div>
    </>
  )
}
