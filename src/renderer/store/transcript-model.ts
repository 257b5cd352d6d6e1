import type { Message, MessageWithParts, Part } from '../../shared/engine-types'
import type { MessageEvent } from './read-event'
import type { Transcript } from './transcript'

// For tests: a transcript that is so simple that it can be seen to be right.

/** What the engine knows: events are made of what happens here. */
export class Model {
  readonly messages = new Map<string, Message>()
  readonly parts = new Map<string, Part>()

  apply(event: MessageEvent): void {
    switch (event.type) {
      case 'message.updated':
        this.messages.set(event.properties.info.id, event.properties.info)
        return
      case 'message.removed':
        this.messages.delete(event.properties.messageID)
        for (const [id, part] of this.parts) {
          if (part.messageID === event.properties.messageID) this.parts.delete(id)
        }
        return
      case 'message.part.updated': {
        const { part } = event.properties
        // The engine speaks of a message before it speaks of its parts.
        if (this.messages.has(part.messageID)) this.parts.set(part.id, part)
        return
      }
      case 'message.part.removed':
        this.parts.delete(event.properties.partID)
        return
      case 'message.part.delta': {
        const { partID, delta } = event.properties
        const part = this.parts.get(partID)
        if (part?.type !== 'text' || part.time?.end !== undefined) return
        this.parts.set(partID, { ...part, text: part.text + delta })
      }
    }
  }

  /** Whether the engine would send this now. */
  sends(event: MessageEvent): boolean {
    return (
      event.type !== 'message.part.updated' || this.messages.has(event.properties.part.messageID)
    )
  }

  /** The answer of a fetch. */
  answer(): MessageWithParts[] {
    return structuredClone(
      [...this.messages.values()].map((info) => ({
        info,
        parts: [...this.parts.values()].filter((part) => part.messageID === info.id),
      })),
    )
  }

  shows(): string[] {
    return [...this.messages.keys()].sort().map((id) => {
      const parts = [...this.parts.values()].filter((part) => part.messageID === id)
      const sorted = parts.sort((a, b) => (a.id < b.id ? -1 : 1))
      return `${id}: ${sorted.map((part) => `[${part.type === 'text' ? part.text : ''}]`).join('')}`
    })
  }
}

/** What a transcript shows, as the model says it. */
export const shown = (transcript: Transcript): string[] =>
  transcript.order.map((id) => {
    const parts = transcript.partIDs(id).map((partID) => transcript.part(partID))
    return `${id}: ${parts.map((part) => `[${part?.type === 'text' ? part.text : ''}]`).join('')}`
  })
