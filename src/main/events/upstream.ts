import type { Readable } from 'node:stream'
import type { Logger } from '../logging'
import { createFrameReader, FRAME_LIMIT } from './frames'
import { type Pause, pause as systemPause } from './pause'
import { rarely } from './rarely'
import { readUpstreamEvent, type UpstreamEvent } from './upstream-event'

/** No byte for this long means a half-open socket: the engine beats every 10 s (opencode 1.18). */
export const SILENCE_MS = 30_000
export const BACKOFF_MS = { first: 250, most: 5_000 }

export interface UpstreamOptions {
  /** Opens `/global/event`, until the signal ends it. Called again after each loss. */
  connect: (signal: AbortSignal) => Promise<Readable>
  /** The stream is open; events follow. */
  onOpen: () => void
  /** Something arrived, be it a heartbeat. */
  onBytes?: () => void
  /** What one chunk brought, in order; never empty. */
  onEvents: (events: UpstreamEvent[]) => void
  /** The stream is lost; another attempt follows by itself. */
  onLost: (reason: string) => void
  log: Logger
  /** Most UTF-16 units of one event; a larger one is skipped. 64 Mi unless told. */
  frameLimit?: number
  random?: () => number
  /** Waits between two attempts. */
  pause?: Pause
}

export interface Upstream {
  /** Whether the stream is open now. */
  readonly connected: boolean
  /** Ends the reader and its connection. Nothing is called afterwards. */
  close(): void
}

/**
 * Reads the engine's event stream for ever: one connection, opened again with backoff whenever it
 * ends, breaks or falls silent. Our own loop, because the SDK's reader is quadratic in the size of
 * an event, ends silently on a clean end, and never resets its backoff (SDK 1.18).
 */
export function openUpstream(options: UpstreamOptions): Upstream {
  const { log, random = Math.random, pause = systemPause } = options
  const closing = new AbortController()
  const onUnreadable = rarely((reason, length: number, count) =>
    log.warn(
      `An event of the engine was skipped: ${reason} (${length} characters, ${count} so far).`,
    ),
  )
  let connected = false

  const run = async () => {
    let backoff = BACKOFF_MS.first
    while (!closing.signal.aborted) {
      let reason = 'the engine ended the stream'
      try {
        await readOnce(options, closing.signal, {
          onOpen: () => {
            connected = true
            options.onOpen()
          },
          onLive: () => {
            backoff = BACKOFF_MS.first
          },
          onUnreadable,
        })
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
      }
      if (closing.signal.aborted) return
      const wasConnected = connected
      connected = false
      if (wasConnected) {
        log.warn(`The engine's event stream was lost: ${reason}. Connecting again.`)
        options.onLost(reason)
      }
      await pause(backoff * (0.75 + random() / 2), closing.signal)
      backoff = Math.min(backoff * 2, BACKOFF_MS.most)
    }
  }
  run().catch((error) => log.error('The event reader stopped, which it never should.', error))

  return {
    get connected() {
      return connected && !closing.signal.aborted
    },
    close: () => closing.abort(new Error('closed')),
  }
}

interface StreamListener {
  onOpen: () => void
  /** The engine has sent more than its greeting. */
  onLive: () => void
  /** A frame was skipped. */
  onUnreadable: (reason: string, length: number) => void
}

async function readOnce(
  options: UpstreamOptions,
  closing: AbortSignal,
  on: StreamListener,
): Promise<void> {
  const abort = new AbortController()
  const follow = () => abort.abort(closing.reason)
  closing.addEventListener('abort', follow, { once: true })
  const watchdog = startWatchdog(() => abort.abort(new Error(`no byte for ${SILENCE_MS / 1000} s`)))
  try {
    const body = await options.connect(abort.signal)
    if (closing.aborted) return
    const feed = createFeed(options, on)
    on.onOpen()
    await readChunks(body, (chunk) => {
      if (abort.signal.aborted) return
      watchdog.feed()
      options.onBytes?.()
      feed(chunk)
    })
  } catch (error) {
    // Of a connection that we end ourselves Node only says that it was aborted.
    throw abort.signal.aborted ? abort.signal.reason : error
  } finally {
    watchdog.stop()
    closing.removeEventListener('abort', follow)
    // Without this a broken reader would leave the engine filling a queue that nobody reads.
    abort.abort()
  }
}

/**
 * Reads a stream by its events: a loop over it would take a chunk only in a later turn of promises.
 * @returns when it has come to its end
 * @throws what broke it, or what `onChunk` threw, which ends it
 */
function readChunks(body: Readable, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    body.on('data', (chunk: Uint8Array) => {
      try {
        onChunk(chunk)
      } catch (error) {
        reject(error)
        body.destroy()
      }
    })
    body.once('end', resolve)
    body.on('error', reject)
    body.once('close', () => reject(new Error('the connection was closed')))
  })
}

function createFeed(
  { onEvents, log, frameLimit = FRAME_LIMIT }: UpstreamOptions,
  { onLive, onUnreadable }: StreamListener,
): (chunk: Uint8Array) => void {
  let arrived: UpstreamEvent[] = []
  let greeted = false
  const read = createFrameReader(
    {
      onData: (data) => {
        let event: UpstreamEvent | undefined
        try {
          event = readUpstreamEvent(data)
        } catch (error) {
          onUnreadable(error instanceof Error ? error.message : String(error), data.length)
          return
        }
        // The first frame is the engine's greeting (`server.connected`, opencode 1.18). Something
        // that only greets and hangs up must not be called four times a second for ever.
        if (event || greeted) onLive()
        greeted = true
        if (event) arrived.push(event)
      },
      // Each one is said: by their size they cannot be many.
      onOversize: () =>
        log.warn(`An event of the engine was skipped: it is larger than ${frameLimit} characters.`),
    },
    frameLimit,
  )
  return (chunk) => {
    read(chunk)
    if (arrived.length === 0) return
    const events = arrived
    arrived = []
    onEvents(events)
  }
}

function startWatchdog(onSilence: () => void): { feed(): void; stop(): void } {
  const timer = setTimeout(onSilence, SILENCE_MS)
  return {
    feed: () => {
      timer.refresh()
    },
    stop: () => clearTimeout(timer),
  }
}
