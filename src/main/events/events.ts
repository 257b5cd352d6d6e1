import { randomUUID } from 'node:crypto'
import type { EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { EventEnvelope, Projection } from '../../shared/events'
import { authorization, type EngineConnection } from '../engine/connection'
import type { Engine } from '../engine/engine'
import type { Logger } from '../logging'
import { Compactions } from './compactions'
import { openEventStream } from './event-stream'
import { Hub } from './hub'
import { untilListening } from './listening'
import { LiveParts } from './live-parts'
import { MessageIds } from './message-ids'
import { NewestMessages } from './newest-messages'
import { ActivityProjection } from './projection'
import { rarely } from './rarely'
import { readActivity } from './read-activity'
import { createRefresher } from './refresher'
import { SessionTree } from './session-tree'
import { ShellCommands } from './shell-commands'
import { openUpstream, type Upstream } from './upstream'
import type { UpstreamEvent } from './upstream-event'

/**
 * How long a prompt waits for the event stream: more than the engine may take to begin to listen and
 * to say what goes on, which is asked before.
 */
const CONNECT_TIMEOUT_MS = 30_000

/** The event room: one reader, one hub, and what is known from following them. */
export interface Events {
  hub: Hub
  tree: SessionTree
  liveParts: LiveParts
  projection: ActivityProjection
  compactions: Compactions
  newestMessages: NewestMessages
  messageIds: MessageIds
  shellCommands: ShellCommands
  /** What a new subscriber must know. */
  snapshot(): Projection
  /**
   * Resolves when the engine tells all that happens on its stream, and what goes on is known. Whoever
   * starts a run waits for it.
   * @throws AppError `engine_unavailable` after 30 s
   */
  connected(): Promise<void>
  /** Ends the reader. Subscribers stay; nothing comes any more. */
  close(): void
}

export interface EventsOptions {
  engine: Engine
  projectDir: string
  log: Logger
  /** Waits this many ms between two attempts, or until the signal ends. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Follows the engine from now on: reads its stream whenever it is ready. */
export function createEvents({ engine, projectDir, log, pause }: EventsOptions): Events {
  const hub = new Hub({ log })
  const tree = new SessionTree()
  const liveParts = new LiveParts()
  const projection = new ActivityProjection()
  const compactions = new Compactions()
  const newestMessages = new NewestMessages()
  const messageIds = new MessageIds()
  const shellCommands = new ShellCommands()
  const waiting = new Set<() => void>()
  /** Where this engine was seen to work; it tells of one directory at a time. */
  const directories = new Set<string>()
  let upstream: Upstream | undefined
  /** Ends with the connection that is open now. */
  let connection = new AbortController()
  let following = false

  const refresher = createRefresher({
    projection,
    read: (directory, signal) => readActivity(engine.getClient(), directory, tree, signal),
    onNews: () => hub.interrupt(),
    log,
    ...(pause && { pause }),
  })

  const sayUnread = rarely((type, error: unknown, count) =>
    log.warn(
      `An event ${type} of an unknown form was passed on unread (${count} of that type so far).`,
      error,
    ),
  )

  const take = (events: UpstreamEvent[]) => {
    for (const { envelope, route } of events) {
      try {
        if (route.directory && route.directory !== 'global') directories.add(route.directory)
        tree.apply(envelope, route.sessionID)
        liveParts.apply(envelope)
        projection.apply(envelope)
        compactions.apply(envelope)
        newestMessages.apply(envelope)
        messageIds.apply(envelope)
        shellCommands.apply(envelope)
        if (envelope.payload.type === 'server.instance.disposed') disposed(route.directory)
      } catch (error) {
        // A newer engine may send it in another form. That must not cost the stream.
        sayUnread(route.type, error)
      }
    }
    hub.publish(
      events.map(({ text, route: { type, directory, sessionID } }) => ({
        text,
        type,
        directory,
        sessionID,
      })),
    )
  }

  // Its runs have ended and said so (opencode 1.18). Should one not have, the engine is asked; else
  // it is left alone, because asking would load the directory again.
  const disposed = (directory: string) => {
    if (!projection.holds(directory)) {
      directories.delete(directory)
      return
    }
    void refresher.refresh([directory], connection.signal).then((isNews) => {
      if (isNews) hub.interrupt()
    })
  }

  const opened = async (address: EngineConnection, signal: AbortSignal, isNewEngine: boolean) => {
    await untilListening(address, signal)
    // A new process of ours runs nothing: whoever starts a run waits until this stream is followed.
    if (!isNewEngine) await refresher.refresh(new Set([projectDir, ...directories]), signal)
    // Lost again while the engine was asked: the next opening says what is true then.
    if (signal.aborted) return
    compactions.forget()
    // Also at the very first: between `ready` and this a companion tool may have made something that
    // no event told of.
    hub.interrupt()
    following = true
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  const lost = () => {
    connection.abort()
    following = false
    liveParts.clear()
    newestMessages.clear()
    messageIds.forgetAwaited()
  }

  const follow = (status: EngineStatus) => {
    upstream?.close()
    upstream = undefined
    lost()
    if (!status.running) projection.clear()
    // What is not ours may be the same process as before.
    if (!status.attached) directories.clear()
    announce(hub, status)
    const address = engine.getConnection()
    if (!status.running || !address) return
    let isNewEngine = !status.attached
    upstream = openUpstream({
      log,
      ...(pause && { pause }),
      connect: (signal) =>
        openEventStream(new URL('/global/event', address.url), authorization(address), signal),
      onOpen: () => {
        connection = new AbortController()
        void opened(address, connection.signal, isNewEngine)
        isNewEngine = false
      },
      onBytes: engine.noteActivity,
      onEvents: take,
      onLost: lost,
    })
  }
  const unsubscribe = engine.onStatus(follow)

  return {
    hub,
    tree,
    liveParts,
    projection,
    compactions,
    newestMessages,
    messageIds,
    shellCommands,
    snapshot: () => {
      const activity = projection.snapshot()
      const { statuses, permissions, questions } = activity
      const asking = [...permissions, ...questions].map(({ sessionID }) => sessionID)
      const sessions = [...Object.keys(statuses), ...asking]
      return {
        engine: engine.getEngineStatus(),
        ...activity,
        parents: Object.fromEntries(sessions.flatMap((id) => tree.lineage(id))),
        compactions: compactions.totals,
      }
    },
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
      connection.abort()
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
