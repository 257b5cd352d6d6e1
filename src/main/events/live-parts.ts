import { isLivePart, type MessageWithParts } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'

interface Live {
  sessionID: string
  messageID: string
  text: string
}

/**
 * The text that is being written now. The engine stores a part's text when it is finished and
 * sends the rest as deltas without replay (opencode 1.18): without this, a page that reloads in the
 * middle of an answer would miss its beginning. Holds only unfinished parts.
 */
export class LiveParts {
  readonly #parts = new Map<string, Live>()

  /** Follows the stream. */
  apply({ payload }: EventEnvelope): void {
    switch (payload.type) {
      case 'message.part.updated': {
        const { part } = payload.properties
        if (isLivePart(part)) {
          const { sessionID, messageID, text } = part
          this.#parts.set(part.id, { sessionID, messageID, text })
        } else {
          this.#parts.delete(part.id)
        }
        break
      }
      case 'message.part.delta': {
        const { partID, field, delta } = payload.properties
        const live = this.#parts.get(partID)
        if (live && field === 'text') live.text += delta
        break
      }
      case 'message.part.removed':
        this.#parts.delete(payload.properties.partID)
        break
      case 'message.removed':
        this.#drop((live) => live.messageID === payload.properties.messageID)
        break
      case 'session.deleted':
        this.#drop((live) => live.sessionID === payload.properties.info.id)
        break
      case 'session.idle':
        this.#drop((live) => live.sessionID === payload.properties.sessionID)
        break
    }
  }

  /** Forgets all: the stream was cut and what was written meanwhile is not known. */
  clear(): void {
    this.#parts.clear()
  }

  /** The same messages, with the text written so far in place of what the engine has stored. */
  overlay(messages: MessageWithParts[]): MessageWithParts[] {
    if (this.#parts.size === 0) return messages
    return messages.map((message) => ({
      info: message.info,
      parts: message.parts.map((part) => {
        const live = isLivePart(part) ? this.#parts.get(part.id) : undefined
        return live && isLivePart(part) ? { ...part, text: live.text } : part
      }),
    }))
  }

  #drop(matches: (live: Live) => boolean): void {
    for (const [id, live] of this.#parts) if (matches(live)) this.#parts.delete(id)
  }
}
