import { AppError } from '../../shared/errors'
import type { OpencodeClient } from '../engine/connection'
import type { MessageIds } from '../events/message-ids'
import { ask } from './engine-answer'
import { createMessageId } from './message-id'

/**
 * Names for messages to come. The engine takes a name that was used for a change of that message
 * (opencode 1.18.33): what is said is added to the old one and not answered, in whichever session that is.
 * So each is used once; those of messages in other sessions are known as far as we were told of them.
 */
export class MessageNames {
  readonly #ids: MessageIds
  /** Names that are being said, and where. */
  readonly #saying = new Map<string, string>()

  constructor(ids: MessageIds) {
    this.#ids = ids
  }

  /**
   * Says something under a name.
   * @param chosen the caller's choice; made when absent
   * @param say is called with the name; when it fails, or the stream says that something failed before
   *   it told of the message, the name can be used again
   * @throws AppError `conflict` when there is a message of that name, or one is on its way
   */
  async use(
    client: OpencodeClient,
    sessionID: string,
    chosen: string | undefined,
    say: (messageID: string) => Promise<unknown>,
  ): Promise<{ messageID: string }> {
    const messageID = chosen ?? createMessageId()
    const saidIn = this.#saying.get(messageID)
    if (saidIn !== undefined) throw await onItsWay(client, sessionID, messageID, saidIn)
    this.#saying.set(messageID, sessionID)
    try {
      if (chosen !== undefined) await this.#requireFree(client, sessionID, chosen)
      // Before it is said: the stream may be faster than the answer.
      this.#ids.await(messageID, sessionID)
      await say(messageID).catch((error: unknown) => {
        this.#ids.forget(messageID)
        throw error
      })
    } finally {
      this.#saying.delete(messageID)
    }
    return { messageID }
  }

  async #requireFree(client: OpencodeClient, sessionID: string, messageID: string): Promise<void> {
    if (await hasMessage(client, sessionID, messageID)) throw nameUsed()
    const storedIn = this.#ids.storedIn(messageID)
    // It may be gone, with its session.
    if (storedIn !== undefined && storedIn !== sessionID) {
      if (await hasMessage(client, storedIn, messageID)) throw nameUsedElsewhere()
    }
    const awaitedIn = this.#ids.awaitedIn(messageID)
    if (awaitedIn !== undefined) throw await onItsWay(client, sessionID, messageID, awaitedIn)
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

/** @param saidIn the session for which it was handed over */
async function onItsWay(
  client: OpencodeClient,
  sessionID: string,
  messageID: string,
  saidIn: string,
): Promise<AppError> {
  if (saidIn !== sessionID) return nameUsedElsewhere()
  if (await hasMessage(client, sessionID, messageID)) return nameUsed()
  return new AppError(
    'conflict',
    'A message with this id is on its way, and none is said twice. Look at the session in a moment; for another message choose another id, or leave `messageID` out.',
    { details: { stored: 'unknown' } },
  )
}

const nameUsed = () =>
  new AppError(
    'conflict',
    'There is a message with this id already, and none is said twice. Look at the session for its answer; for another message choose another id, or leave `messageID` out.',
    { details: { stored: true } },
  )

const nameUsedElsewhere = () =>
  new AppError(
    'conflict',
    'A message of another session has this id, so nothing was said. Choose another id, or leave `messageID` out.',
    { details: { stored: false } },
  )
