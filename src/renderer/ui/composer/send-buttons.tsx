import { useState } from 'react'
import { useActions } from '../context'
import { focusComposer } from '../focus'
import { Icon } from '../icons'

interface Props {
  sessionID: string | undefined
  isBusy: boolean
  /** Whether there is something to send. */
  hasContent: boolean
  /** Whether it can be sent now. */
  isSendable: boolean
}

/** Send; and while the agent works, Stop, with Queue beside it once there is something to queue. */
export function SendButtons({ sessionID, isBusy, hasContent, isSendable }: Props) {
  if (!isBusy || sessionID === undefined) {
    return (
      <button type="submit" className="button primary send" disabled={!isSendable || !hasContent}>
        Send
      </button>
    )
  }
  return (
    <>
      {hasContent && (
        <button type="submit" className="button primary send">
          Queue
        </button>
      )}
      <StopButton key={sessionID} />
    </>
  )
}

function StopButton() {
  const actions = useActions()
  const [isStopping, setStopping] = useState(false)
  const stop = () => {
    if (isStopping) return
    setStopping(true)
    // The button goes when the run does, and takes the focus with it.
    focusComposer()
    void actions.stop().finally(() => setStopping(false))
  }
  return (
    <button type="button" className="button send" aria-disabled={isStopping} onClick={stop}>
      <Icon name="stop" />
      Stop
    </button>
  )
}
