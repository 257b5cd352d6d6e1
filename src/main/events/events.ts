import { randomUUID } from 'node:crypto'
import type { EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { EventEnvelope, Projection } from '../../shared/events'
import { authorization } from '../engine/connection'
import type { Engine } from '../engine/engine'
import type { Logger } from '../logging'
import { Compactions } from './compactions'
import { Hub } from './hub'
import { LiveParts } from './live-parts'
import { StatusProjection } from './projection'
import { SessionTree } from './session-tree'
import { openUpstream, type Upstream } from './upstream'
import type { UpstreamEvent } from './upstream-event'

/** How long a prompt waits for the event stream after the engine became ready. */
const CONNECT_TIMEOUT_MS = 5_000

/** The event room: one reader, one hub, and what is known from following them. */
export interface Events {
  hub: Hub
  tree: SessionTree
  liveParts: LiveParts
  projection: StatusProjection
  compactions: Compactions
  /** What a new subscriber must know. */
  snapshot(): Projection
  /**
   * Resolves when the engine's stream is being read.
   * @throws AppError `engine_unavailable` after 5 s
   */
  connected(): Promise<void>
  /** Ends the reader. Subscribers stay; nothing comes any more. */
  close(): void
}

/** Follows the engine from now on: reads its stream whenever it is ready. */
export function createEvents(options: { engine: Engine; projectDir: string; log: Logger }): Events {
  const { engine, projectDir, log } = options
  const hub = new Hub({ log })
  const tree = new SessionTree()
  const liveParts = new LiveParts()
  const projection = new StatusProjection()
  const compactions = new Compactions()
  const waiting = new Set<() => void>()
  let upstream: Upstream | undefined
  let following = false
  let everOpened = false

  const take = (events: UpstreamEvent[]) => {
    for (const { envelope, route } of events) {
      try {
        tree.apply(envelope)
        liveParts.apply(envelope)
        projection.apply(envelope)
        compactions.apply(envelope)
      } catch (error) {
        // A newer engine may send it in another form. That must not cost the stream.
        log.warn(`An event ${route.type} of an unknown form was passed on unread.`, error)
      }
    }
    hub.publish(events.map(({ text, route }) => ({ text, ...route })))
  }

  const readStatuses = async () => {
    const directories = new Set([projectDir, ...projection.directories])
    const client = engine.getClient()
    const all = await Promise.all(
      [...directories].map(async (directory) => {
        const { data, error } = await client.session.status({ directory })
        if (!data) throw new Error(`no statuses of ${directory}`, { cause: error })
        return data
      }),
    )
    return Object.assign({}, ...all)
  }

  const opened = async (reader: Upstream, isFirst: boolean) => {
    try {
      await projection.rebuild(readStatuses)
    } catch (error) {
      log.warn('What sessions are doing could not be read from the engine.', error)
    }
    // Lost again while the engine was asked: the next opening says what is true then.
    if (upstream !== reader || !reader.connected) return
    compactions.forget()
    // At the very first there was nothing to miss, unless an engine that ran before us is busy.
    if (!isFirst || projection.busy) hub.interrupt()
    following = true
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  const follow = (status: EngineStatus) => {
    upstream?.close()
    upstream = undefined
    following = false
    liveParts.clear()
    if (!status.running) projection.clear()
    announce(hub, status)
    const connection = engine.getConnection()
    if (!status.running || !connection) return
    const reader = openUpstream({
      log,
      connect: (signal) =>
        fetch(new URL('/global/event', connection.url), {
          headers: { ...authorization(connection), accept: 'text/event-stream' },
          signal,
        }),
      onOpen: () => {
        const isFirst = !everOpened
        everOpened = true
        void opened(reader, isFirst)
      },
      onBytes: engine.noteActivity,
      onEvents: take,
      onLost: () => {
        following = false
        liveParts.clear()
      },
    })
    upstream = reader
  }
  const unsubscribe = engine.onStatus(follow)

  return {
    hub,
    tree,
    liveParts,
    projection,
    compactions,
    snapshot: () => ({ engine: engine.getEngineStatus(), statuses: projection.statuses }),
    connected: async () => {
      if (following) return
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(done)
          reject(
            new AppError(
              'engine_unavailable',
              "The engine's event stream is not open. Try again in a moment.",
            ),
          )
        }, CONNECT_TIMEOUT_MS)
        const done = () => {
          clearTimeout(timer)
          resolve()
        }
        waiting.add(done)
      })
    },
    close: () => {
      unsubscribe()
      upstream?.close()
    },
  }
}

/** Puts the engine's state on the stream, as an event like any other. */
function announce(hub: Hub, status: EngineStatus): void {
  const type = 'wheelhouse.engine.status'
  const envelope: EventEnvelope = {
    directory: 'global',
    payload: { id: `evt_${randomUUID()}`, type, properties: status },
  }
  const text = JSON.stringify(envelope)
  hub.publish([{ type, directory: 'global', sessionID: undefined, text }])
}
