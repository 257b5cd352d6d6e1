import { type RefObject, useDeferredValue, useLayoutEffect, useRef } from 'react'
import type { Ask } from '../store/asks'
import { leaveAsk, useAskFocus } from './ask-focus'
import { Boundary } from './boundary'
import { useStore } from './context'
import { focusComposer } from './focus'
import { Permission } from './permission'
import { Question } from './question'
import { UnshownAsk } from './unshown-ask'
import { AnswersContext, useStandstill } from './use-answers'

const NONE: readonly Ask[] = []

/** What the agent waits for in the open session, above the composer: one at a time, oldest first. */
export function PendingAsk({ sessionID }: { sessionID: string }) {
  // In a frame after that in which it came: to read it and to draw it takes time where it is very long.
  const asks = useDeferredValue(
    useStore((store) => store.asks.asksFor(sessionID)),
    NONE,
  )
  const wasWithin = useRef(false)
  const [ask] = asks
  // Whoever answered the last one goes on to write.
  useLayoutEffect(() => {
    if (ask || !wasWithin.current) return
    wasWithin.current = false
    focusComposer()
  }, [ask])
  return (
    <>
      {/* There before it says something: only then is it read out. */}
      <p className="hidden-text" role="status">
        {ask &&
          (ask.kind === 'permission' ? 'The agent asks for leave' : 'The agent has a question')}
      </p>
      {ask && (
        <AskCard
          key={ask.request.id}
          ask={ask}
          sessionID={sessionID}
          waitingAfter={asks.length - 1}
          wasWithin={wasWithin}
        />
      )}
    </>
  )
}

interface CardProps {
  ask: Ask
  /** The session that is looked at: the ask is its own or a sub-agent's. */
  sessionID: string
  /** How many more asks wait behind this one. */
  waitingAfter: number
  wasWithin: RefObject<boolean>
}

function AskCard({ ask, sessionID, waitingAfter, wasWithin }: CardProps) {
  const card = useRef<HTMLElement>(null)
  const isSending = useStore((store) => store.replies.get(ask.request.id).isSending)
  useAskFocus(card, wasWithin)
  const { answers, notePress } = useStandstill(card)
  const after =
    waitingAfter > 0
      ? `${waitingAfter === 1 ? 'One more waits' : `${waitingAfter} more wait`} after this one.`
      : ''
  const isOfSubAgent = ask.request.sessionID !== sessionID
  return (
    <section
      ref={card}
      className={answers.isDeaf ? 'ask deaf' : 'ask'}
      aria-label={ask.kind === 'permission' ? 'Permission request' : 'Question'}
      aria-busy={isSending}
      onPointerDownCapture={notePress}
      onKeyDownCapture={notePress}
      onKeyDown={leaveAsk}
    >
      <AnswersContext value={answers}>
        <Boundary fallback={<UnshownAsk ask={ask} isOfSubAgent={isOfSubAgent} note={after} />}>
          {ask.kind === 'permission' ? (
            <Permission
              request={ask.request}
              sessionID={sessionID}
              isOfSubAgent={isOfSubAgent}
              note={after}
            />
          ) : (
            <Question ask={ask} isOfSubAgent={isOfSubAgent} note={after} />
          )}
        </Boundary>
      </AnswersContext>
    </section>
  )
}
