import type { EngineStatus, MessageWithParts, SessionStatus } from '../../shared/engine-types'
import type { OperationContext } from '../../shared/operations'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import { Hub } from '../events/hub'
import { LiveParts } from '../events/live-parts'
import { MessageIds } from '../events/message-ids'
import { NewestMessages } from '../events/newest-messages'
import { SessionTree } from '../events/session-tree'
import { recordLog } from '../testing/log'
import { createRunHandlers } from './run-handlers'
import { createSessionHandlers } from './session-handlers'
import { SessionPlaces } from './session-places'

export const ID = 'ses_1'

/** One call of the engine: which one, and with what. */
export type EngineCall = [name: string, input: Record<string, unknown>]

/** What the engine answers when there is no such thing. */
export const NOT_THERE = Symbol('404')

/**
 * The handlers of sessions over an engine that answers what a test says.
 * @param answers for each call by its name, `session.get` say; throws or rejects to fail
 */
export function createHandlersFixture(
  answers: Record<string, (input: Record<string, unknown>) => unknown> = {},
) {
  const calls: EngineCall[] = []
  const respond = async (name: string, input: Record<string, unknown>) => {
    calls.push([name, input])
    const known: typeof answers = {
      'session.get': ({ sessionID }) => ({ id: sessionID, directory: '/project' }),
      'session.message': () => NOT_THERE,
      'session.messages': () => [],
      ...answers,
    }
    const data = await known[name]?.(input)
    if (data === NOT_THERE) return { error: {}, response: new Response('{}', { status: 404 }) }
    return { data, response: new Response('{}') }
  }
  const callable = (name: string): object =>
    new Proxy(() => undefined, {
      get: (_, member) => callable(name ? `${name}.${String(member)}` : String(member)),
      apply: (_, __, [input = {}]) => respond(name, input),
    })
  const client = callable('')

  const hub = new Hub({ log: recordLog() })
  const tree = new SessionTree()
  const messageIds = new MessageIds()
  const statuses: Record<string, SessionStatus> = {}
  const status: EngineStatus = { running: true, state: 'ready', since: 0, restarts: 0 }
  const events = {
    hub,
    tree,
    liveParts: new LiveParts(),
    newestMessages: new NewestMessages(),
    messageIds,
    snapshot: () => ({ engine: status, statuses }),
    connected: async () => undefined,
  } as unknown as Events
  const engine = { getClient: () => client, getEngineStatus: () => status } as unknown as Engine
  const options = { engine, events, projectDir: '/project', places: new SessionPlaces() }
  const ended: string[] = []
  const end = async (id: string) => {
    ended.push(id)
    return { ended: 0, left: [] }
  }
  const context: OperationContext = { signal: new AbortController().signal }
  return {
    hub,
    tree,
    messageIds,
    /** What is at work, as the event stream says. */
    statuses,
    calls,
    context,
    handlers: {
      ...createSessionHandlers(options, { end }),
      ...createRunHandlers(options),
    },
    /** Sessions whose left processes were ended. */
    ended,
    /** What the engine was asked by one name. */
    asked: (name: string) => calls.filter((call) => call[0] === name).map(([, input]) => input),
  }
}

/** A message as the engine stores it. */
export const stored = (id: string, created: number, text = '') =>
  ({
    info: { id, sessionID: ID, role: 'assistant', time: { created } },
    parts: text ? [{ id: `prt_${id}`, messageID: id, type: 'text', text }] : [],
  }) as unknown as MessageWithParts
