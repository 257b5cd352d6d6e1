import type { MessageWithParts, Part } from '../../shared/engine-types'

/**
 * Finds the message that says how a run ended. A run's last answer need not be one to the message
 * that began it: when the engine compacts in the middle, or hands a command to a sub-agent, it says
 * something itself in the person's name, and goes on from there. And what is said while it works is
 * put into the run: the model is asked with all of it at once, and the answer names the last message
 * alone, though it is to all that stand before (opencode 1.18.33).
 * @param messages of the session, oldest first, at least from the run's own on
 * @param messageID the message that began the run, or that was put into it
 * @param heard the answers that came since that message did; all when absent
 * @returns the answer that concludes, or the one that failed; else the last one that was to it, or
 *   undefined when there is none
 */
export function decidingAnswer(
  messages: readonly MessageWithParts[],
  messageID: string,
  heard?: ReadonlySet<string>,
): MessageWithParts | undefined {
  const isHeard = ({ info }: MessageWithParts) =>
    info.role === 'user' || !heard || heard.has(info.id) || info.parentID === messageID
  const told = messages.filter(isHeard)
  const own = lastAnswer(told, messageID)
  if (own && isConclusion(own)) return own
  const at = told.findIndex(({ info }) => info.id === messageID)
  for (const { info } of at < 0 ? [] : told.slice(at + 1)) {
    const answer = info.role === 'user' ? lastAnswer(told, info.id) : undefined
    if (answer && isConclusion(answer)) return answer
  }
  return own
}

/**
 * Finds how the run ended for which a message waited.
 * @param heard the answers that came, or were gone on with, since that message; all when absent
 * @returns the last answer of the session, if it is one to an earlier message
 */
export function lastBefore(
  messages: readonly MessageWithParts[],
  messageID: string,
  heard?: ReadonlySet<string>,
): MessageWithParts | undefined {
  const at = messages.findIndex(({ info }) => info.id === messageID)
  const earlier = new Set(messages.slice(0, Math.max(at, 0)).map(({ info }) => info.id))
  const last = messages.findLast(({ info }) => info.role === 'assistant')
  if (last?.info.role !== 'assistant' || !earlier.has(last.info.parentID)) return undefined
  return !heard || heard.has(last.info.id) ? last : undefined
}

/**
 * Tells whether a run ended at an answer because what it asked was declined: it is a step after which the
 * engine does not go on, and its tool failed (opencode 1.18.33).
 */
export const isDeclined = (message: MessageWithParts): boolean =>
  isStep(message) &&
  message.parts.some((part) => part.type === 'tool' && part.state.status === 'error')

/** The last answer to one message, and to what the engine said itself in the course of that. */
function lastAnswer(
  messages: readonly MessageWithParts[],
  messageID: string,
): MessageWithParts | undefined {
  const own = ownMessages(messages, messageID)
  const answers = messages.filter(({ info }) => info.role === 'assistant' && own.has(info.parentID))
  const last = answers.at(-1)
  if (!last || !isSummary(last) || !isFinished(last)) return last
  // It ended with a compaction. What it said before is its answer if it was done by then.
  const answer = answers.findLast((message) => !isSummary(message))
  return answer && isStep(answer) ? undefined : answer
}

/** The message that began the run, and what the engine said itself in the course of it. */
function ownMessages(messages: readonly MessageWithParts[], messageID: string): Set<string> {
  const own = new Set([messageID])
  let isOwn = false
  let latest: MessageWithParts | undefined
  /** What did not fit: the engine says it again after the compaction, without a sign that it did. */
  let repeated: { message: MessageWithParts; isOwn: boolean } | undefined
  for (const message of messages) {
    const { info, parts } = message
    if (info.role !== 'user') continue
    const compaction = parts.find((part) => part.type === 'compaction')
    if (compaction) {
      repeated = compaction.overflow && latest ? { message: latest, isOwn } : undefined
    } else if (repeated && repeats(message, repeated.message)) {
      isOwn = repeated.isOwn
      repeated = undefined
    } else if (info.id === messageID) {
      isOwn = true
    } else if (!parts.every(isSynthetic)) {
      isOwn = false
    }
    if (!compaction) latest = message
    if (isOwn) own.add(info.id)
  }
  return own
}

const isSynthetic = (part: Part) => part.type === 'text' && part.synthetic === true

const isSummary = ({ info }: MessageWithParts) => info.role === 'assistant' && info.summary === true

const isFinished = ({ info }: MessageWithParts) =>
  info.role === 'assistant' && !info.error && info.time.completed !== undefined

/** After which the engine goes on by itself. */
const isStep = ({ info }: MessageWithParts) =>
  info.role === 'assistant' &&
  !info.error &&
  (info.finish === 'tool-calls' || info.finish === 'unknown')

/** Tells whether an answer ends a run: it is finished and no step, or failed. */
export const isConclusion = (message: MessageWithParts) =>
  (isFinished(message) && !isStep(message)) ||
  (message.info.role === 'assistant' && message.info.error !== undefined)

const textsOf = ({ parts }: MessageWithParts) =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))

/** Attachments may be missing from a repetition, or be told of in words. */
function repeats(later: MessageWithParts, earlier: MessageWithParts): boolean {
  const texts = textsOf(later)
  return textsOf(earlier).every((text) => texts.includes(text))
}
