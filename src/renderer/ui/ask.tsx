import type { ReactNode } from 'react'
import type { PermissionRequest, QuestionRequest } from '../../shared/engine-types'
import type { Ask } from '../store/asks'
import { useStore } from './context'
import { Icon, type IconName } from './icons'
import { describePermission } from './permission-line'
import { Prose } from './prose'

/** What the agent waits for in the open session, above the composer: one at a time, oldest first. */
export function PendingAsk({ sessionID }: { sessionID: string }) {
  const asks = useStore((store) => store.asks.asksFor(sessionID))
  const [ask] = asks
  if (!ask) return null
  return (
    <AskCard key={ask.request.id} ask={ask} sessionID={sessionID} waitingAfter={asks.length - 1} />
  )
}

interface CardProps {
  ask: Ask
  /** The session that is looked at: the ask is its own or a sub-agent's. */
  sessionID: string
  /** How many more asks wait behind this one. */
  waitingAfter: number
}

function AskCard({ ask, sessionID, waitingAfter }: CardProps) {
  return (
    <section
      className="notice ask"
      aria-label={ask.kind === 'permission' ? 'Permission request' : 'Question'}
    >
      {ask.kind === 'permission' ? (
        <Permission request={ask.request} sessionID={sessionID} />
      ) : (
        <Question request={ask.request} sessionID={sessionID} />
      )}
      {waitingAfter > 0 && (
        <p className="ask-note">
          {waitingAfter === 1 ? 'One more waits' : `${waitingAfter} more wait`} after this one.
        </p>
      )}
    </section>
  )
}

function Permission({ request, sessionID }: { request: PermissionRequest; sessionID: string }) {
  const directory = useStore((store) => store.list.get(sessionID)?.directory)
  const { icon, wants, target, isCode } = describePermission(request, directory)
  return (
    <>
      <Title icon={icon} isOfSubAgent={request.sessionID !== sessionID}>
        The agent wants to {wants}
      </Title>
      {target !== '' &&
        (isCode ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
          <pre className="ask-target" tabIndex={0}>
            {target}
          </pre>
        ) : (
          <p className="ask-text">{target}</p>
        ))}
    </>
  )
}

function Question({ request, sessionID }: { request: QuestionRequest; sessionID: string }) {
  return (
    <>
      <Title icon="ask" isOfSubAgent={request.sessionID !== sessionID}>
        The agent asks
      </Title>
      {request.questions.map(({ question }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the questions of one ask never change
        <Prose key={index} text={question} />
      ))}
    </>
  )
}

interface TitleProps {
  icon: IconName
  isOfSubAgent: boolean
  children: ReactNode
}

function Title({ icon, isOfSubAgent, children }: TitleProps) {
  return (
    <div className="ask-head">
      <Icon name={icon} />
      <h2>{children}</h2>
      {isOfSubAgent && <span className="ask-by">Asked by a sub-agent</span>}
    </div>
  )
}
