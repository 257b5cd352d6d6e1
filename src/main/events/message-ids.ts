import type { EventEnvelope } from '../../shared/events'

/** So many messages are remembered, of those that were told of last. */
const KEPT = 50_000
/** So many ids are remembered whose message was not told of. */
const KEPT_AWAITED = 10_000

/**
 * Sessions of the messages that were told of, or handed over, since we began. The engine looks a message
 * up by its id alone, whichever session has it (opencode 1.18.33), and tells nobody which session that is.
 */
export class MessageIds {
  // A Map keeps the order of insertion: the last is the message that was told of last.
  readonly #stored = new Map<string, string>()
  readonly #awaited = new Map<string, string>()

  /** Follows the stream. */
  apply({ payload }: EventEnvelope): void {
    if (payload.type === 'message.updated') {
      const { id, sessionID } = payload.properties.info
      this.note(id, sessionID)
    } else if (payload.type === 'message.removed') {
      this.#stored.delete(payload.properties.messageID)
    } else if (payload.type === 'session.error') {
      const { sessionID, error } = payload.properties
      // The end of an earlier run that was stopped.
      if (error?.name === 'MessageAbortedError') return
      // It names no message: it may be any of those that are on their way.
      for (const [id, session] of this.#awaited) if (session === sessionID) this.#awaited.delete(id)
    }
  }

  /** Takes note of a message that is there. */
  note(messageID: string, sessionID: string): void {
    this.#awaited.delete(messageID)
    put(this.#stored, KEPT, messageID, sessionID)
  }

  /** Takes note of a message that is about to be handed to the engine. */
  await(messageID: string, sessionID: string): void {
    put(this.#awaited, KEPT_AWAITED, messageID, sessionID)
  }

  /** Waits for a message no longer: the engine has not taken it. */
  forget(messageID: string): void {
    this.#awaited.delete(messageID)
  }

  /** Waits for no message any longer: events were lost, and with them perhaps the word of each. */
  forgetAwaited(): void {
    this.#awaited.clear()
  }

  /** The session where the message was when it was last told of. */
  storedIn(messageID: string): string | undefined {
    return this.#stored.get(messageID)
  }

  /** The session for which it was handed over, until it is told of, or that something there failed. */
  awaitedIn(messageID: string): string | undefined {
    return this.#awaited.get(messageID)
  }
}

function put(map: Map<string, string>, most: number, messageID: string, sessionID: string): void {
  map.delete(messageID)
  map.set(messageID, sessionID)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
