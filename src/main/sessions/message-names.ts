import { AppError } from '../../shared/errors'
import type { OpencodeClient } from '../engine/connection'
import { ask } from './engine-answer'
import { createMessageId } from './message-id'

/** So many names that callers chose are remembered. */
const KEPT = 10_000

/**
 * Names for messages to come. The engine takes a name that was used for a change of that message
 * (opencode 1.18.33): what is said is added to the old one and not answered, or stored in the other session
 * that has it. So each is used once; in other sessions, as far as it was used since we began.
 */
export class MessageNames {
  readonly #used = new Set<string>()

  /**
   * Says something under a name.
   * @param chosen the caller's choice; made when absent
   * @param say is called with the name; when it fails the name can be used again
   * @throws AppError `conflict` when there is a message of that name
   */
  async use(
    client: OpencodeClient,
    sessionID: string,
    chosen: string | undefined,
    say: (messageID: string) => Promise<unknown>,
  ): Promise<{ messageID: string }> {
    if (chosen === undefined) {
      const messageID = createMessageId()
      await say(messageID)
      return { messageID }
    }
    if (this.#used.has(chosen)) throw nameUsed()
    this.#used.add(chosen)
    try {
      if (await hasMessage(client, sessionID, chosen)) throw nameUsed()
      await say(chosen)
    } catch (error) {
      this.#used.delete(chosen)
      throw error
    }
    const [oldest] = this.#used
    if (this.#used.size > KEPT && oldest !== undefined) this.#used.delete(oldest)
    return { messageID: chosen }
  }
}

/** Whether the engine has stored a message. @throws AppError what asking for it failed with */
export async function hasMessage(
  client: OpencodeClient,
  sessionID: string,
  messageID: string,
): Promise<boolean> {
  try {
    await ask(client.session.message({ sessionID, messageID }))
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return false
    throw error
  }
}

const nameUsed = () =>
  new AppError(
    'conflict',
    'There is a message with this id already, and none is said twice. Look at the session for its answer; for another message choose another id, or leave `messageID` out.',
    { details: { stored: true } },
  )
