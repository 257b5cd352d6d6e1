import type { MessageWithParts, Part } from '../../shared/engine-types'

/**
 * Finds the message that says how a run ended. A run's last answer need not be one to the message
 * that began it: when the engine compacts in the middle, or hands a command to a sub-agent, it says
 * something itself in the person's name, and goes on from there (opencode 1.18).
 * @param messages of the session, oldest first, at least from the run's own on
 * @param messageID the message that began the run
 * @param during the other messages of the person's side that came while it ran; all when absent
 * @returns the last answer, or the summary that failed; undefined when there is neither
 */
export function decidingAnswer(
  messages: readonly MessageWithParts[],
  messageID: string,
  during?: ReadonlySet<string>,
): MessageWithParts | undefined {
  const own = ownMessages(messages, messageID, during)
  const answers = messages.filter(({ info }) => info.role === 'assistant' && own.has(info.parentID))
  const last = answers.at(-1)
  if (!last || !isSummary(last) || !isFinished(last)) return last
  // It ended with a compaction. What it said before is its answer if it was done by then.
  const answer = answers.findLast((message) => !isSummary(message))
  return answer?.info.role === 'assistant' && answer.info.finish === 'tool-calls'
    ? undefined
    : answer
}

/** The message that began the run, and what the engine said itself in the course of it. */
function ownMessages(
  messages: readonly MessageWithParts[],
  messageID: string,
  during: ReadonlySet<string> | undefined,
): Set<string> {
  const own = new Set([messageID])
  let isOwn = false
  let latest: MessageWithParts | undefined
  /** What did not fit: the engine says it again after the compaction, without a sign that it did. */
  let repeated: { message: MessageWithParts; isOwn: boolean } | undefined
  for (const message of messages) {
    const { info, parts } = message
    if (info.role !== 'user') continue
    if (info.id !== messageID && during && !during.has(info.id)) continue
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

const textsOf = ({ parts }: MessageWithParts) =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))

/** Attachments may be missing from a repetition, or be told of in words. */
function repeats(later: MessageWithParts, earlier: MessageWithParts): boolean {
  const texts = textsOf(later)
  return textsOf(earlier).every((text) => texts.includes(text))
}
