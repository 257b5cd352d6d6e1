import { AppError } from '../../shared/errors'
import type { OpencodeClient } from '../engine/connection'
import { hasMessage } from './message-names'

export interface HandOver {
  sessionID: string
  messageID: string
  /** Hands the message to the engine. */
  call: () => Promise<void>
}

/**
 * Hands a message over, and looks for it when there was no answer: it may have been taken.
 * @throws AppError what the engine refused it with, or that it is not known whether it was taken
 */
export async function handOver(
  client: OpencodeClient,
  { sessionID, messageID, call }: HandOver,
): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof AppError) || !UNANSWERED.has(error.code)) throw error
    if (await hasMessage(client, sessionID, messageID).catch(() => false)) return
    throw new AppError(
      error.code,
      'The engine did not answer, so it is not known whether it took the message. Look at the session, and send it again only if it is not there.',
      { cause: error, details: { stored: 'unknown' } },
    )
  }
}

const UNANSWERED: ReadonlySet<string> = new Set(['engine_unavailable', 'engine_timeout'])
