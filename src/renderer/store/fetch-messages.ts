import type { MessageWithParts } from '../../shared/engine-types'
import type { Client } from '../client/client'

/** How many messages are asked for at a time: a long session is too much for one answer. */
const PAGE = 100

/**
 * Reads all messages of a session, page by page.
 * @returns them, oldest first
 * @throws AppError what asking for a page failed with
 */
export async function fetchAllMessages(
  client: Client,
  sessionID: string,
): Promise<MessageWithParts[]> {
  const pages: MessageWithParts[][] = []
  for (;;) {
    const before = pages.at(-1)?.[0]?.info.id
    const { value: page } = await client.call('sessions.messages', {
      id: sessionID,
      limit: PAGE,
      ...(before !== undefined && { before }),
    })
    pages.push(page)
    if (page.length < PAGE) return pages.reverse().flat()
  }
}
