import type { Message, MessageWithParts, Part } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'

/** The events that change what the engine has stored of a session's messages. */
export const STORED_CHANGES: ReadonlySet<string> = new Set([
  'message.updated',
  'message.removed',
  'message.part.updated',
  'message.part.removed',
])

/**
 * Brings an answer of the engine up to date. The engine read its database a moment before we got
 * the answer; what changed meanwhile came on the event stream.
 * @param messages the engine's answer, oldest first
 * @param events what came since it was asked for, in order; applying one twice changes nothing
 * @returns the messages as they are now, oldest first; new ones join at the end
 */
export function catchUp(
  messages: readonly MessageWithParts[],
  events: readonly EventEnvelope[],
): MessageWithParts[] {
  const byID = new Map(messages.map(({ info, parts }) => [info.id, { info, parts: [...parts] }]))
  for (const { payload } of events) {
    switch (payload.type) {
      case 'message.updated':
        putMessage(byID, payload.properties.info)
        break
      case 'message.removed':
        byID.delete(payload.properties.messageID)
        break
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
  return [...byID.values()]
}

function putMessage(byID: Map<string, MessageWithParts>, info: Message): void {
  const known = byID.get(info.id)
  if (known) known.info = info
  else byID.set(info.id, { info, parts: [] })
}

function putPart(parts: Part[] | undefined, part: Part): void {
  if (!parts) return
  const at = parts.findIndex(({ id }) => id === part.id)
  if (at < 0) parts.push(part)
  else parts[at] = part
}
