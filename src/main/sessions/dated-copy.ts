import type { MessageWithParts, Part, Session } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import { ask } from './engine-answer'
import { createId } from './message-id'

/** So much is handed over at a time: events, and characters of them. */
const EVENTS = 500
const CHARS = 4 * 1024 * 1024

const FAILED = 'The engine could not copy the session. Try again.'

/**
 * Copies messages into a new session, and dates those that the clock has not come to just before now, in
 * their order. The engine's own fork keeps the dates, and so answers nothing in its copy either.
 * @param messages the first ones of the session, oldest first, at least one
 * @param now the engine's clock, ms since the epoch
 */
export async function copyDated(
  client: OpencodeClient,
  { id, directory }: Pick<Session, 'id' | 'directory'>,
  messages: readonly MessageWithParts[],
  now: number,
): Promise<{ session: Session; messages: MessageWithParts[] }> {
  const [first] = messages
  // A fork of what came before the first message: a session like that one, with none.
  const fork = await ask(
    client.session.fork({ sessionID: id, directory, messageID: first?.info.id ?? '' }),
    FAILED,
  )
  const copies = renamed(dated(messages, now), fork.id)
  try {
    for (const events of inPortions(changesOf(copies, fork.id))) {
      await ask(
        client.sync.replay({ query_directory: directory, body_directory: directory, events }),
        FAILED,
      )
    }
    return { session: await ask(client.session.get({ sessionID: fork.id })), messages: copies }
  } catch (error) {
    await ask(client.session.delete({ sessionID: fork.id, directory }))
    throw error
  }
}

/** The same messages, none of them dated later than now, in the same order. */
export function dated(messages: readonly MessageWithParts[], now: number): MessageWithParts[] {
  let next = now
  return messages
    .toReversed()
    .map((message) => {
      const { created } = message.info.time
      const by = created < next ? 0 : created - (next - 1)
      next = created - by
      return by === 0 ? message : earlier(message, by)
    })
    .toReversed()
}

function earlier({ info, parts }: MessageWithParts, by: number): MessageWithParts {
  return {
    info: { ...info, time: minus(info.time, by) } as MessageWithParts['info'],
    parts: parts.map((part) => {
      const moved = 'time' in part && part.time ? { ...part, time: minus(part.time, by) } : part
      if (moved.type !== 'tool' || !('time' in moved.state)) return moved as Part
      return { ...moved, state: { ...moved.state, time: minus(moved.state.time, by) } } as Part
    }),
  }
}

const minus = (time: object, by: number) =>
  Object.fromEntries(
    Object.entries(time).map(([name, at]) => [name, typeof at === 'number' ? at - by : at]),
  )

/** The same messages under new ids, which refer to each other as the old ones did. */
function renamed(messages: readonly MessageWithParts[], sessionID: string): MessageWithParts[] {
  const ids = new Map(messages.map(({ info }) => [info.id, createId('msg')]))
  const idOf = (id: string) => ids.get(id) ?? id
  return messages.map(({ info, parts }) => ({
    info: {
      ...info,
      id: idOf(info.id),
      sessionID,
      ...(info.role === 'assistant' && { parentID: idOf(info.parentID) }),
    } as MessageWithParts['info'],
    parts: parts.map((part) => ({
      ...part,
      id: createId('prt'),
      messageID: idOf(info.id),
      sessionID,
      ...(part.type === 'compaction' &&
        part.tail_start_id && { tail_start_id: idOf(part.tail_start_id) }),
    })),
  }))
}

interface Change {
  id: string
  aggregateID: string
  seq: number
  type: string
  data: Record<string, unknown>
}

/** What the engine would have recorded if the messages had come in the session (opencode 1.18.33). */
function changesOf(messages: readonly MessageWithParts[], sessionID: string): Change[] {
  const changes = messages.flatMap(({ info, parts }) => [
    { type: 'message.updated.1', data: { sessionID, info } },
    ...parts.map((part) => ({
      type: 'message.part.updated.1',
      data: { sessionID, part, time: info.time.created },
    })),
  ])
  return changes.map((change, index) => ({
    id: createId('evt'),
    aggregateID: sessionID,
    // The first of a session is that it was created.
    seq: index + 1,
    ...change,
  }))
}

function inPortions(changes: readonly Change[]): Change[][] {
  const portions: Change[][] = []
  let chars = 0
  for (const change of changes) {
    const size = JSON.stringify(change).length
    const last = portions.at(-1)
    if (last && last.length < EVENTS && chars + size <= CHARS) {
      last.push(change)
      chars += size
    } else {
      portions.push([change])
      chars = size
    }
  }
  return portions
}
