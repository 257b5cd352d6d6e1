import type { Message, MessageWithParts, Part } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'
import { compareMessages, placeAmong } from '../../shared/message-order'

/** The events that change what the engine has stored of a session's messages. */
export const STORED_CHANGES: ReadonlySet<string> = new Set([
  'message.updated',
  'message.removed',
  'message.part.updated',
  'message.part.removed',
])

/** Which messages of a session were asked for. */
export interface Page {
  /** At most so many; all when absent. */
  limit?: number | undefined
  /** Only messages older than this one; the newest when absent. */
  before?: string | undefined
}

/**
 * Brings an answer of the engine up to date. The engine read its database a moment before we got
 * the answer; what changed meanwhile came on the event stream.
 * @param messages the engine's answer, oldest first
 * @param events what came since it was asked for, in order; applying one twice changes nothing
 * @param page what was asked for: nothing new joins an older page, nor more than the limit
 * @returns the messages as they are now, oldest first
 */
export function catchUp(
  messages: readonly MessageWithParts[],
  events: readonly EventEnvelope[],
  { limit, before }: Page = {},
): MessageWithParts[] {
  const now = messages.map(({ info, parts }) => ({ info, parts: [...parts] }))
  const byID = new Map(now.map((message) => [message.info.id, message]))
  const newest = messages.at(-1)?.info
  // One that is not in the page and not newer either is an older one, which was changed.
  const isNew = (info: Message) =>
    before === undefined && (!newest || compareMessages(info, newest) > 0)
  for (const { payload } of events) {
    switch (payload.type) {
      case 'message.updated': {
        const { info } = payload.properties
        const known = byID.get(info.id)
        if (known) known.info = info
        else if (isNew(info)) {
          const message: MessageWithParts = { info, parts: [] }
          byID.set(info.id, message)
          const place = placeAmong(now.length, (at) => now[at]?.info, info)
          now.splice(place, 0, message)
        }
        break
      }
      case 'message.removed': {
        const removed = byID.get(payload.properties.messageID)
        byID.delete(payload.properties.messageID)
        if (removed) now.splice(now.indexOf(removed), 1)
        break
      }
      case 'message.part.updated':
        putPart(byID.get(payload.properties.part.messageID)?.parts, payload.properties.part)
        break
      case 'message.part.removed': {
        const { messageID, partID } = payload.properties
        const message = byID.get(messageID)
        if (message) message.parts = message.parts.filter(({ id }) => id !== partID)
      }
    }
  }
  return limit === undefined ? now : now.slice(-limit)
}

function putPart(parts: Part[] | undefined, part: Part): void {
  if (!parts) return
  const at = parts.findIndex(({ id }) => id === part.id)
  if (at < 0) parts.push(part)
  else parts[at] = part
}
