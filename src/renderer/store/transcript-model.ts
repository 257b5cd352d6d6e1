import fc from 'fast-check'
import type { Message, MessageWithParts, Part } from '../../shared/engine-types'
import { compareMessages } from '../../shared/message-order'
import type { MessageEvent } from './read-event'
import type { Transcript } from './transcript'

// For tests: a transcript that is so simple that it can be seen to be right.

/** What the engine knows: events are made of what happens here. */
export class Model {
  readonly messages = new Map<string, Message>()
  readonly parts = new Map<string, Part>()
  readonly #gone = new Set<string>()

  apply(event: MessageEvent): void {
    switch (event.type) {
      case 'message.updated':
        this.messages.set(event.properties.info.id, event.properties.info)
        return
      case 'message.removed':
        this.messages.delete(event.properties.messageID)
        for (const [id, part] of this.parts) {
          if (part.messageID === event.properties.messageID) this.#remove(id)
        }
        return
      case 'message.part.updated': {
        const { part } = event.properties
        // The engine speaks of a message before it speaks of its parts.
        if (this.messages.has(part.messageID)) this.parts.set(part.id, part)
        return
      }
      case 'message.part.removed':
        this.#remove(event.properties.partID)
        return
      case 'message.part.delta': {
        const { partID, delta } = event.properties
        const part = this.parts.get(partID)
        if (part?.type !== 'text' || part.time?.end !== undefined) return
        this.parts.set(partID, { ...part, text: part.text + delta })
      }
    }
  }

  /** Whether the engine would send this now: it gives the id of a part that is gone to no other. */
  sends(event: MessageEvent): boolean {
    if (event.type !== 'message.part.updated') return true
    const { id, messageID } = event.properties.part
    return this.messages.has(messageID) && !this.#gone.has(id)
  }

  #remove(partID: string): void {
    this.parts.delete(partID)
    this.#gone.add(partID)
  }

  /** The answer of a fetch: messages as the engine orders them, parts as they came. */
  answer(): MessageWithParts[] {
    return structuredClone(
      [...this.messages.values()].sort(compareMessages).map((info) => ({
        info,
        parts: [...this.parts.values()].filter((part) => part.messageID === info.id),
      })),
    )
  }

  shows(): string[] {
    return this.answer().map(({ info, parts }) => {
      const texts = parts.map((part) => `[${part.type === 'text' ? part.text : ''}]`)
      return `${info.id}: ${texts.join('')}`
    })
  }
}

/** An id of the engine's form: of any time, before or after the ids began anew, or of a client's choice. */
const idArb = (prefix: 'msg' | 'prt') =>
  fc
    .oneof(
      fc.constantFrom('000000000001', 'fff000000001', 'ffffffffffff'),
      fc.nat().map((it) => it.toString(16).padStart(12, '0')),
    )
    .chain((time) => fc.nat(9).map((it) => `${prefix}_${time}${'A'.repeat(13)}${it}`))

/** Names for messages and their parts, in no order, and when each message was made, some at once. */
export const namesArb = (messages: number, parts: number) =>
  fc.record({
    messageIDs: fc.uniqueArray(idArb('msg'), { minLength: messages, maxLength: messages }),
    partIDs: fc.uniqueArray(idArb('prt'), { minLength: parts, maxLength: parts }),
    created: fc
      .array(fc.nat(2), { minLength: messages, maxLength: messages })
      .map((steps) => steps.map((_, at) => steps.slice(0, at + 1).reduce((a, b) => a + b, 0))),
  })
export type Names = typeof namesArb extends (...args: never[]) => fc.Arbitrary<infer T> ? T : never

/** What a transcript shows, as the model says it. */
export const shown = (transcript: Transcript): string[] =>
  transcript.order.map((id) => {
    const parts = transcript.partIDs(id).map((partID) => transcript.part(partID))
    return `${id}: ${parts.map((part) => `[${part?.type === 'text' ? part.text : ''}]`).join('')}`
  })
