import type { MessageWithParts } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import type { Page } from './catch-up'
import { ask } from './engine-answer'

/** A limit that is none: without one the engine gives 100 sessions, and refuses a cursor (1.18). */
export const NO_LIMIT = 1_000_000_000

/** How many messages are read at a time where a search for one goes back through a session. */
const PAGE = 100

/**
 * Asks the engine for messages of a session.
 * @returns them, oldest first
 * @throws AppError `not_found` for an unknown session, or when `before` is not in it
 */
export async function readPage(
  client: OpencodeClient,
  sessionID: string,
  { limit, before }: Page,
): Promise<MessageWithParts[]> {
  if (before === undefined) return ask(client.session.messages({ sessionID, limit }))
  const { info } = await ask(client.session.message({ sessionID, messageID: before }))
  return ask(
    client.session.messages({ sessionID, limit: limit ?? NO_LIMIT, before: cursorAt(info) }),
  )
}

/**
 * Reads a session's messages back to one of them, or all when it is not there.
 * @returns them, oldest first
 */
export async function readSince(
  client: OpencodeClient,
  sessionID: string,
  messageID: string,
): Promise<MessageWithParts[]> {
  const found: MessageWithParts[] = []
  for (;;) {
    const before = found[0] && cursorAt(found[0].info)
    const page = await ask(client.session.messages({ sessionID, limit: PAGE, before }))
    found.unshift(...page)
    if (page.length < PAGE || page.some(({ info }) => info.id === messageID)) return found
  }
}

// What the engine hands out as `X-Next-Cursor` (opencode 1.18); only its header has one.
const cursorAt = ({ id, time }: MessageWithParts['info']) =>
  Buffer.from(JSON.stringify({ id, time: time.created })).toString('base64url')
