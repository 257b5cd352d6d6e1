import type { EngineStatus, MessageWithParts, SessionStatus } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import { Hub } from '../events/hub'
import { SessionTree } from '../events/session-tree'
import { publication } from '../testing/envelopes'
import { recordLog } from '../testing/log'
import { recordingSink } from '../testing/recording-sink'
import type { RunOutcome } from './read-outcome'
import { createRunFollower } from './run'

export const RUN = { sessionID: 'ses_1', messageID: 'msg_1_user' }
const ENGINE_GONE: EngineStatus = { running: false, state: 'failed', since: 0, restarts: 0 }
const OK = new Response('{}')

/** A message of the assistant, an answer to the prompt unless told otherwise, and finished. */
export const assistant = (id: string, more: object = {}) => ({
  id,
  sessionID: RUN.sessionID,
  role: 'assistant',
  parentID: RUN.messageID,
  finish: 'stop',
  time: { created: 1, completed: 2 },
  ...more,
})

export const withParts = (info: object) => ({ info, parts: [] }) as unknown as MessageWithParts

/** Lets everything run that is not waiting for the test. */
export const settle = () => new Promise(setImmediate)

/** A real hub with a follower of one run, over an engine that only answers for messages. */
export function createRunFixture() {
  const log = recordLog()
  const hub = new Hub({ log })
  const tree = new SessionTree()
  const sink = recordingSink()
  const outcomes: RunOutcome[] = []
  let onEnd: ((outcome: RunOutcome) => void) | undefined

  const client = {
    session: {
      message: async ({ messageID }: { messageID: string }) => {
        fixture.asked.push(messageID)
        const data = fixture.stored.find(({ info }) => info.id === messageID)
        const error = { name: 'NotFoundError', data: { message: 'Message not found' } }
        return data ? { data, response: OK } : { error, response: new Response('', NOT_FOUND) }
      },
      get: async () => ({ data: { directory: '/project' }, response: OK }),
      status: async () => ({ data: fixture.engineStatuses, response: OK }),
      messages: async () => {
        fixture.asked.push('all')
        return { data: fixture.stored, response: OK }
      },
    },
  } as unknown as OpencodeClient

  const publish = (type: string, properties: object = {}, sessionID = RUN.sessionID) =>
    hub.publish([publication(type, { sessionID, ...properties })])
  const engineListeners = new Set<(status: EngineStatus) => void>()
  const fixture = {
    log,
    hub,
    tree,
    sink,
    outcomes,
    /** What the session is doing, as the projection says. */
    status: { type: 'busy' } as SessionStatus,
    /** What the engine says is busy. */
    engineStatuses: {} as Record<string, SessionStatus>,
    /** How long the follower waits for a run to begin; it waits no longer once this is resolved. */
    pause: () => Promise.resolve(),
    /** What the engine has stored of the session. */
    stored: [] as MessageWithParts[],
    /** The answers at which a run was stopped, because the clock was set back. */
    backdated: new Set<string>(),
    /** Thrown at whoever asks for the engine. */
    gone: undefined as Error | undefined,
    /** The messages that the engine was asked for; `all` for the list. */
    asked: [] as string[],
    publish,
    /** The engine has taken the prompt. */
    taken: () => publish('message.updated', { info: { id: RUN.messageID, role: 'user' } }),
    answering: (info: object) => publish('message.updated', { info }),
    failing: (error: object) => publish('session.error', { error }),
    idle: () => publish('session.idle'),
    /** The engine's process is gone. */
    engineGone: () => {
      for (const listener of [...engineListeners]) listener(ENGINE_GONE)
    },
    engineListeners,
    follow(after = hub.seq) {
      const followRun = createRunFollower({
        hub,
        tree,
        status: () => fixture.status,
        pause: () => fixture.pause(),
        getClient: () => {
          if (fixture.gone) throw fixture.gone
          return client
        },
        isBackdated: (answerID) => fixture.backdated.has(answerID),
        onEngineStatus: (listener) => {
          engineListeners.add(listener)
          return () => engineListeners.delete(listener)
        },
      })
      return followRun(
        { ...RUN, after },
        {
          batch: (batch) => sink.batch(batch),
          resync: (seq, reason) => sink.resync(seq, reason),
          end: (outcome) => {
            outcomes.push(outcome)
            onEnd?.(outcome)
          },
        },
      )
    },
    /** Resolves with how the run ended. */
    ended: () =>
      new Promise<RunOutcome>((resolve) => {
        onEnd = resolve
        if (outcomes[0]) resolve(outcomes[0])
      }),
    /** The types of the events that the sink was given. */
    types: () => sink.seen.map((text) => JSON.parse(text).payload.type as string),
  }
  return fixture
}

const NOT_FOUND = { status: 404 }
