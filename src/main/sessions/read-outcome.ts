import type { MessageWithParts } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { OpencodeClient } from '../engine/connection'
import { ask, runError } from './engine-answer'
import { readSince } from './pages'
import { decidingAnswer, isConclusion, isDeclined, lastBefore } from './run-answer'

/** How a run ended: with the finished assistant message, or with a failure. */
export type RunOutcome =
  | { kind: 'done'; message: MessageWithParts }
  | { kind: 'error'; error: AppError }

/** What the stream has told of a run. */
export interface Seen {
  /** The engine has made its message. */
  taken: boolean
  /** The newest answer that names its message. */
  answerID: string | undefined
  /** The answers that came after its message, to whichever message of the session. */
  answers: Set<string>
  /** The answer at which the run was stopped, because the clock is behind the session. */
  backdated: string | undefined
  /** Since its message no other one was told of that is not the assistant's. */
  isAlone: boolean
  /** Events are missing: there may be more of all. */
  gap: boolean
  /** What the engine said went wrong. */
  failure: AppError | undefined
}

export interface Asked {
  sessionID: string
  messageID: string
}

/**
 * Asks the engine how a run has ended whose session is idle.
 * @returns undefined when nothing that is stored says it: the run may not have begun
 */
export async function readOutcome(
  getClient: () => OpencodeClient,
  asked: Asked,
  seen: Seen,
): Promise<RunOutcome | undefined> {
  try {
    const { backdated } = seen
    if (backdated !== undefined) return await readBackdated(getClient(), asked, backdated)
    return outcomeOf(await decidingMessage(getClient(), asked, seen), seen, false)
  } catch (cause) {
    return unreadable(seen, cause)
  }
}

/**
 * Says what became of a message that has no answer, once that is sure: the session is idle, and no
 * run of it begins. It was made when the run before was over but for its last words, or waited for
 * one that was stopped or failed; the engine then leaves it where it is (opencode 1.18.33).
 * @returns undefined when the engine works in the session, or has not made the message
 */
export async function readUnanswered(
  getClient: () => OpencodeClient,
  asked: Asked,
  seen: Seen,
): Promise<RunOutcome | undefined> {
  const { sessionID, messageID } = asked
  try {
    const client = getClient()
    const { taken, gap, failure } = seen
    // Of what was refused nothing is stored; what another run does says nothing of it.
    if (!taken && !gap) return refusedOf(await isStored(client, asked), failure)
    const { directory } = await ask(client.session.get({ sessionID }))
    const busy = await ask(client.session.status({ directory }))
    if (busy[sessionID]) return undefined
    const outcome = outcomeOf(await decidingMessage(client, asked, seen), seen, true)
    if (outcome) return outcome
    const messages = await readSince(client, sessionID, messageID)
    if (!has(messages, messageID)) {
      return refusedOf(false, failure ?? (taken ? removed() : undefined))
    }
    const before = lastBefore(messages, messageID, gap ? undefined : seen.answers)
    return { kind: 'error', error: unanswered(failure, before) }
  } catch (cause) {
    return unreadable(seen, cause)
  }
}

/** Says how a run ended that was stopped for its dates. What came after that answer is no more of it. */
async function readBackdated(
  client: OpencodeClient,
  { sessionID, messageID }: Asked,
  answerID: string,
): Promise<RunOutcome> {
  const message = await ask(client.session.message({ sessionID, messageID: answerID }))
  const { info } = message
  if (info.role === 'assistant' && info.parentID === messageID && isConclusion(message)) {
    if (info.error) return { kind: 'error', error: withStored(runError(info.error)) }
    return { kind: 'done', message }
  }
  const error = new AppError(
    'conflict',
    'The clock was set back while the agent worked. The engine takes none of what is said after that for an answer and would go on without end, so the run was stopped. The message and what was done are in the session. Set the clock if it is wrong, or fork the session and go on in the copy.',
    STORED,
  )
  return { kind: 'error', error }
}

/** The engine is gone in the middle of a run. What it has made of a message is stored. */
export const engineGone = ({ taken }: Pick<Seen, 'taken'>): AppError =>
  taken
    ? new AppError(
        'engine_unavailable',
        'The engine stopped before the run had ended. The message is in the session: do not send it again, but ask the agent to go on when the engine is back.',
        STORED,
      )
    : new AppError(
        'engine_unavailable',
        'The engine stopped, and it is not known whether it took the message. Look at the session when the engine is back, and send the message again only if it is not there.',
      )

/** For programs: the message is in the session, so that sending it again would say it twice. */
const STORED = { details: { stored: true } }

const isStored = async (client: OpencodeClient, { sessionID, messageID }: Asked) =>
  has(await readSince(client, sessionID, messageID), messageID)

const has = (messages: readonly MessageWithParts[], messageID: string) =>
  messages.some(({ info }) => info.id === messageID)

/** What is stored is told of on the stream, and what is on its way has no end yet. */
const refusedOf = (stored: boolean, error: AppError | undefined): RunOutcome | undefined =>
  stored || !error ? undefined : { kind: 'error', error }

async function decidingMessage(
  client: OpencodeClient,
  { sessionID, messageID }: Asked,
  { answerID, answers, isAlone, gap }: Seen,
): Promise<MessageWithParts | undefined> {
  if (answerID && isAlone && !gap) {
    return ask(client.session.message({ sessionID, messageID: answerID }))
  }
  const messages = await readSince(client, sessionID, messageID)
  return decidingAnswer(messages, messageID, gap ? undefined : answers)
}

/**
 * @param isOver it is sure that nothing more comes
 * @returns undefined when more may come, or there is no answer
 */
function outcomeOf(
  message: MessageWithParts | undefined,
  { failure, gap }: Seen,
  isOver: boolean,
): RunOutcome | undefined {
  if (message?.info.role !== 'assistant') return undefined
  const { info, parts } = message
  if (info.error) return { kind: 'error', error: withStored(runError(info.error)) }
  const isUnfinished = info.time.completed === undefined
  if (isUnfinished || info.finish === 'tool-calls') {
    if (!isOver && (isUnfinished || gap || failure)) return undefined
    // A sub-agent's task that is stopped says nothing of that itself.
    if (failure) return { kind: 'error', error: withStored(failure) }
    return isUnfinished ? undefined : { kind: 'done', message }
  }
  // Stopped while it waited to try again: the engine calls it finished (opencode 1.18.33).
  if (info.finish === undefined && parts.length === 0) {
    return { kind: 'error', error: withStored(failure ?? runError(ABORTED)) }
  }
  return { kind: 'done', message }
}

const ABORTED = { name: 'MessageAbortedError' }

/** @param waitedFor the answer to an earlier message at whose end this one was left */
function unanswered(
  failure: AppError | undefined,
  waitedFor: MessageWithParts | undefined,
): AppError {
  const before = waitedFor?.info.role === 'assistant' ? waitedFor.info.error : undefined
  if (!failure && waitedFor && isDeclined(waitedFor)) {
    return new AppError(
      'aborted',
      'What the agent asked was declined, which ended its run before this message had an answer. It is in the session and is answered with the next one.',
      STORED,
    )
  }
  if (!failure && before === undefined) {
    return new AppError(
      'engine_error',
      'The run ended before this message had an answer. It is in the session: do not send it again, but ask the agent to go on.',
      STORED,
    )
  }
  const { code, message } = failure ?? runError(before)
  if (code === 'aborted') {
    return new AppError(
      'aborted',
      'The run was stopped before this message had an answer. It is in the session and is answered with the next one.',
      STORED,
    )
  }
  // Its own run failed, before it had an answer to put that into.
  if (before === undefined) return withStored(failure ?? runError(before))
  return new AppError(
    'engine_error',
    `The run failed before this message had an answer; it is in the session and is answered with the next one. ${message}`,
    STORED,
  )
}

function withStored({ code, message, details, cause }: AppError): AppError {
  const more = typeof details === 'object' && details !== null ? details : {}
  return new AppError(code, message, { cause, details: { ...more, stored: true } })
}

const removed = () =>
  new AppError('not_found', 'The message was taken out of the session before it had an answer.')

function unreadable({ failure, taken }: Seen, cause: unknown): RunOutcome {
  const { code, message } = cause instanceof AppError ? cause : UNKNOWN
  const words = taken
    ? 'How the run ended could not be read. The message is in the session: look there.'
    : 'How the run ended could not be read, nor whether the message was taken. Look at the session before you send it again.'
  const details = taken ? STORED : {}
  const error = new AppError(code, `${words} ${message}`.trim(), { ...details, cause })
  return { kind: 'error', error: failure ?? error }
}

const UNKNOWN = { code: 'engine_error', message: '' } as const
