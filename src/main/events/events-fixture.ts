import type { EngineStatus, SessionStatus } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import type { Engine } from '../engine/engine'
import { recordCalls } from '../testing/calls'
import { envelope } from '../testing/envelopes'
import { startEventSource } from '../testing/event-source'
import { recordLog } from '../testing/log'
import { createEvents } from './events'

export const BUSY: SessionStatus = { type: 'busy' }
export const SESSION = { sessionID: 'ses_1' }

export const frame = (type: string, properties: object, directory?: string) =>
  `data: ${JSON.stringify(envelope(type, properties, directory))}\n\n`

/** The event room over an engine in the hand of the test: its states, its answers, its stream. */
export async function startEvents() {
  const source = await startEventSource()
  const log = recordLog()
  const record = recordCalls()
  const engine = engineOf(source.url, (directory) => fixture.readStatus(directory))
  const events = createEvents({
    engine,
    projectDir: '/project',
    log,
    pause: () => new Promise(setImmediate),
  })
  events.hub.subscribe({
    batch: (batch) => {
      for (const { type } of batch.events) record.note(type)
      return true
    },
    resync: (_seq, reason) => {
      record.note(`resync ${reason} ${Object.keys(events.snapshot().statuses)}`)
      return true
    },
  })
  const fixture = {
    source,
    log,
    events,
    /** The types of events that reach a subscriber, and `resync <reason> <busy sessions>`. */
    record,
    /** Answers what is busy in a directory; each of these sessions asks for leave, too. */
    readStatus: async (_directory: string): Promise<Record<string, SessionStatus>> => ({}),
    /** Changes the state of the engine, which runs elsewhere unless it is ours. */
    enter: engine.enter,
    /** Opens the stream and waits until it is followed. */
    follow: async (ours?: 'ours') => {
      engine.enter('ready', ours)
      const connection = await source.next()
      await events.connected()
      return connection
    },
    end: () => {
      events.close()
      return source.close()
    },
  }
  return fixture
}
export type EventsFixture = Awaited<ReturnType<typeof startEvents>>

/** `ses_root` has no parent; all others are its children. */
function engineOf(
  url: string,
  readStatus: (directory: string) => Promise<Record<string, SessionStatus>>,
): Engine & { enter: (state: EngineStatus['state'], ours?: 'ours') => void } {
  let status: EngineStatus = { running: false, state: 'stopped', since: 0, restarts: 0 }
  let listener: ((status: EngineStatus) => void) | undefined
  const client = {
    session: {
      status: async ({ directory }: { directory: string }) => ({
        data: await readStatus(directory),
      }),
      get: async ({ sessionID }: { sessionID: string }) => ({
        data: { id: sessionID, ...(sessionID !== 'ses_root' && { parentID: 'ses_root' }) },
      }),
    },
    permission: {
      list: async ({ directory }: { directory: string }) => ({
        data: Object.keys(await readStatus(directory)).map((sessionID) => ({
          id: sessionID.replace('ses', 'per'),
          sessionID,
        })),
      }),
    },
    question: { list: async () => ({ data: [] }) },
  }
  return {
    enter: (state, ours) => {
      status = { running: state === 'ready', state, since: 0, restarts: 0, attached: !ours }
      listener?.(status)
    },
    startEngine: async () => status,
    restartEngine: async () => status,
    noteActivity: () => undefined,
    stopEngine: async () => status,
    close: async () => undefined,
    getEngineStatus: () => status,
    storageTrouble: () => undefined,
    getClient: () => client as unknown as OpencodeClient,
    getConnection: () => (status.running ? { url, password: 'secret' } : undefined),
    getEnvironment: () => process.env,
    onStatus: (given) => {
      listener = given
      return () => {
        listener = undefined
      }
    },
  }
}
