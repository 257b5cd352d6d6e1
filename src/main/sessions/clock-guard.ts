import type { MessageWithParts } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import { type Clock, systemClock } from '../engine/clock'
import type { OpencodeClient } from '../engine/connection'
import type { NewestMessages } from '../events/newest-messages'
import { ask } from './engine-answer'
import { readPage } from './pages'

/** So far a clock may be behind a session to be waited for, in ms: it was corrected by a little. */
export const CLOCK_WAIT_MS = 3_000

/** The engine's clock is told to the second; within this, in ms, it is taken for ours. */
const SAME_CLOCK_MS = 2_000

export interface ClockGuardOptions {
  client: OpencodeClient
  newestMessages: NewestMessages
  /** The engine may be on another machine: its answers tell of its clock. Else ours is its own. */
  isElsewhere?: boolean | undefined
  clock?: Clock | undefined
}

/**
 * Waits until whatever is said in a session is its newest message.
 *
 * The engine takes the message with the latest date for the last one (opencode 1.18.33), and gives a new
 * one the date of its clock. Where that was set back, what is said is stored above the old messages and
 * never answered; with an unfinished answer among those the model is called again and again, without end.
 * An id can be chosen, a date cannot.
 * @throws AppError `conflict` when the clock is too far behind
 */
export async function requirePast(options: ClockGuardOptions, sessionID: string): Promise<void> {
  const { client, newestMessages, clock = systemClock } = options
  if (!(await endsAfterNow(options, sessionID))) return
  const { revert } = await ask(client.session.get({ sessionID }))
  const { messages, now } = await readDated(options, sessionID)
  // What is undone is removed by the engine before anything else.
  const undone = messages.findIndex(({ info }) => info.id === revert?.messageID)
  const kept = undone < 0 ? messages : messages.slice(0, undone + Number(Boolean(revert?.partID)))
  // What is undone may be brought back, so it counts as there.
  newestMessages.note(sessionID, messages)
  const newest = Math.max(0, ...kept.slice(-1).map(({ info }) => info.time.created))
  const ahead = newest - now
  if (ahead > CLOCK_WAIT_MS) throw clockBehind(newest)
  if (ahead > 0) await new Promise<void>((resolve) => void clock.after(ahead, resolve))
}

/** Whether a session has a message that is dated later than now, by our clock. */
export async function endsAfterNow(
  { client, newestMessages, clock = systemClock }: ClockGuardOptions,
  sessionID: string,
): Promise<boolean> {
  const newest =
    newestMessages.get(sessionID) ??
    newestMessages.note(sessionID, await readPage(client, sessionID, { limit: 1 }))
  return newest > clock.now()
}

/**
 * Reads all messages of a session, and the engine's clock. The date of its answers is as old as a second,
 * so for a moment after a clock was set back they tell of the time before (opencode 1.18.33).
 */
export async function readDated(
  { client, isElsewhere, clock = systemClock }: ClockGuardOptions,
  sessionID: string,
): Promise<{ messages: MessageWithParts[]; now: number }> {
  const call = client.session.messages({ sessionID })
  const messages = await ask(call)
  if (!isElsewhere) return { messages, now: clock.now() }
  const theirs = Date.parse((await call).response?.headers.get('date') ?? '')
  const ours = clock.now()
  const isSame = !(Math.abs(theirs - ours) > SAME_CLOCK_MS)
  return { messages, now: isSame ? ours : theirs }
}

const clockBehind = (newest: number) =>
  new AppError(
    'conflict',
    `The last message here is dated ${stamp(newest)}, later than the engine’s clock. Until that has passed, the engine answers nothing in this session. Set the clock if it is wrong, or fork the session and go on in the copy.`,
  )

const stamp = (ms: number) =>
  Number.isFinite(new Date(ms).getTime())
    ? `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : 'far in the future'
