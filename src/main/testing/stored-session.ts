import { randomUUID } from 'node:crypto'
import type { Message } from '../../shared/engine-types'
import type { TestEngine } from '../demo/engine-for-tests'

/** A message as a test thinks of it: each answers the one before it. */
export interface StoredMessage {
  id: string
  role: 'user' | 'assistant'
  created: number
  /** The id, when absent. */
  text?: string
  /** How an answer ended; not at all when null, `stop` when absent. */
  finish?: null
}

/**
 * Puts a session into an engine that is not told on its stream, with whatever ids and dates: as one that
 * was there before anybody listened.
 * @returns its id
 */
export async function storeSession(
  { client, directory }: Pick<TestEngine, 'client' | 'directory'>,
  messages: readonly StoredMessage[],
): Promise<string> {
  const { data: model } = await client.session.create({ directory }, { throwOnError: true })
  const sessionID = `ses_${randomUUID().replaceAll('-', '').slice(0, 26)}`
  const changes = [
    { type: 'session.created.1', data: { sessionID, info: { ...model, id: sessionID } } },
    ...messages.flatMap((message, at) => {
      const info = infoOf(message, sessionID, messages[at - 1]?.id ?? '')
      const part = {
        id: message.id.replace('msg', 'prt'),
        sessionID,
        messageID: message.id,
        type: 'text',
        text: message.text ?? message.id,
      }
      return [
        { type: 'message.updated.1', data: { sessionID, info } },
        { type: 'message.part.updated.1', data: { sessionID, part, time: message.created } },
      ]
    }),
  ]
  const events = changes.map((change, seq) => ({
    id: `evt_${randomUUID().replaceAll('-', '').slice(0, 26)}`,
    aggregateID: sessionID,
    seq,
    ...change,
  }))
  await client.sync.replay(
    { query_directory: directory, body_directory: directory, events },
    { throwOnError: true },
  )
  return sessionID
}

function infoOf({ id, role, created, finish }: StoredMessage, sessionID: string, parentID: string) {
  const common = { id, sessionID, agent: 'build' }
  const model = { providerID: 'demo', modelID: 'demo' }
  if (role === 'user') return { ...common, role, time: { created }, model } satisfies Message
  return {
    ...common,
    ...model,
    role,
    parentID,
    time: { created, ...(finish !== null && { completed: created }) },
    mode: 'build',
    path: { cwd: '/', root: '/' },
    cost: 0,
    tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
    ...(finish !== null && { finish: 'stop' }),
  } satisfies Message
}
