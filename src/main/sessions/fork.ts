import type { Session } from '../../shared/engine-types'
import { type ClockGuardOptions, endsAfterNow, readDated } from './clock-guard'
import { copyDated } from './dated-copy'
import { ask } from './engine-answer'

/**
 * Copies a session.
 * @param messageID only what came before it, which is in the session; all when absent
 */
export async function fork(
  options: ClockGuardOptions,
  session: Session,
  messageID: string | undefined,
): Promise<Session> {
  const { client, newestMessages } = options
  const { id, directory } = session
  if (await endsAfterNow(options, id)) {
    const { messages, now } = await readDated(options, id)
    const end = messages.findIndex(({ info }) => info.id === messageID)
    const copied = end < 0 ? messages : messages.slice(0, end)
    if (copied.some(({ info }) => info.time.created > now)) {
      const copy = await copyDated(client, session, copied, now)
      newestMessages.note(copy.session.id, copy.messages)
      return copy.session
    }
  }
  return ask(
    client.session.fork({ sessionID: id, directory, messageID }),
    'The engine could not copy the session. Try again.',
  )
}
