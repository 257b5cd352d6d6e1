import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Server as Listener, Socket } from 'node:net'
import express, { type Express, type RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import type { Projection } from '../../shared/events'
import type { Handlers } from '../../shared/operations'
import type { Hub } from '../events/hub'
import type { Logger } from '../logging'
import type { FollowRun } from '../sessions/run'
import { Connections } from './connections'
import { createErrorHandler } from './errors'
import { eventsHandler } from './events-route'
import { createGuard, type GuardOptions } from './guard'
import { holdIpv6 } from './ipv6'
import { openApiHandler } from './openapi-route'
import { createPages } from './pages'
import type { Pairing } from './pairing'
import { guardPairing, PAIR_PATH, pairHandler } from './pairing-route'
import { createRouter, operationRoutes } from './router'
import { createRunRoute } from './run-route'
import { answerRefusals } from './server-refusals'
import { SseStreams } from './sse'

const HOST = '127.0.0.1'
const PREFERRED_PORT = 4848
/**
 * Largest headers, in bytes. Cookies know no port: any server of this machine can give a browser 180
 * of 4 KiB, which it then sends along when it opens the page.
 */
const MAX_HEADERS = 1024 * 1024

/** Times in ms. */
export interface Timeouts {
  /** Within which a request's headers must have come. */
  headers: number
  /** Within which a request must have come whole. How long an answer takes is not bounded. */
  request: number
  /** After which `close` destroys the connections that did not end. */
  close: number
}

const TIMEOUTS: Timeouts = { headers: 5_000, request: 30_000, close: 2_000 }

export interface ServerOptions {
  handlers: Handlers
  hub: Hub
  /** State as of the hub's newest event: what keeps it is told of an event before the hub is. */
  projection: () => Projection
  followRun: FollowRun
  /** What clients must show. */
  token: string
  /** Lets browsers in, each by a token of its own; without it there is one token. */
  pairing?: Pairing | undefined
  /** Folder of the built page, for browsers; without it there is none. */
  pages?: string | undefined
  version: string
  /** Exactly this port, or any free one for 0. */
  port?: number | undefined
  /** Without `port`: this one when it is free, else any. */
  preferredPort?: number
  log: Logger
  /** Time between comments on a calm event stream, in ms. */
  heartbeatMs?: number
  timeouts?: Partial<Timeouts>
}

export interface HttpServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string
  port: number
  /** Ends event streams, closes idle connections, destroys the rest after 2 s. May be called twice. */
  close(): Promise<void>
}

/**
 * Opens the REST door on loopback.
 * @throws AppError `conflict` when the port that was asked for cannot be had
 */
export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const { hub, projection, log, heartbeatMs = 15_000 } = options
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const streams = new SseStreams({ epoch: hub.epoch, projection, heartbeatMs })
  const pages = options.pages === undefined ? undefined : await createPages(options.pages)
  const places: GuardOptions['connections'] = {
    begin: (socket, answer) => connections.begin(socket, answer),
    admit: (socket) => connections.admit(socket),
  }
  const server = createServer(
    {
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      connectionsCheckingInterval: Math.min(1000, timeouts.headers),
      // The guard says it, as JSON.
      requireHostHeader: false,
      maxHeaderSize: MAX_HEADERS,
    },
    createApp(options, streams, places, pages),
  )
  const connections = new Connections(server, log)
  answerRefusals(server)
  // Whoever reads the body says `100 Continue`; any other expectation may be ignored.
  for (const event of ['checkContinue', 'checkExpectation']) {
    server.on(event, (req, res) => server.emit('request', req, res))
  }
  const port = await bind(server, options)
  server.on('error', (error) => log.error('The listener failed.', error))
  const ipv6 = await holdIpv6(server, port, log)
  return {
    url: `http://${HOST}:${port}`,
    port,
    close: createClose(server, [server, ...ipv6], streams, timeouts.close),
  }
}

function createApp(
  options: ServerOptions,
  streams: SseStreams,
  connections: GuardOptions['connections'],
  pages: RequestHandler | undefined,
): Express {
  const { handlers, hub, projection, followRun, token, pairing, version, log } = options
  const run = createRunRoute({ hub, followRun, streams })
  const app = express()
  app.disable('x-powered-by')
  // Else Express shows a stack, should even the error handler fail.
  app.set('env', 'production')
  // Answers are never stored, so nobody asks whether they changed.
  app.disable('etag')
  app.set('query parser', 'simple')
  app.use(createGuard({ token, browsers: pairing?.browsers, connections }))
  if (pages) app.use(pages)
  app.post(PAIR_PATH, guardPairing)
  app.use(
    createRouter([
      {
        method: 'GET',
        path: '/api/health',
        handler: (_req, res) => {
          res.json({ status: 'ok', version })
        },
      },
      {
        method: 'GET',
        path: '/api/events',
        handler: eventsHandler({ hub, projection, streams }),
      },
      { method: 'GET', path: '/api/openapi.json', handler: openApiHandler(version) },
      ...(pairing
        ? [{ method: 'POST', path: PAIR_PATH, handler: pairHandler(pairing) } as const]
        : []),
      ...operationRoutes({ handlers, epoch: hub.epoch, run }),
    ]),
  )
  app.use(createErrorHandler(log))
  return app
}

async function bind(server: Server, { port, preferredPort }: ServerOptions): Promise<number> {
  const wanted = port ?? preferredPort ?? PREFERRED_PORT
  try {
    return await listen(server, wanted)
  } catch (cause) {
    if (!isTaken(cause)) throw cause
    if (port === undefined) return listen(server, 0)
    throw new AppError(
      'conflict',
      `Port ${port} is in use or not allowed. Choose another with --port, or 0 for any free one, or close the program that holds it.`,
      { cause },
    )
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen({ port, host: HOST })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

// Windows says EACCES of ports that it has set aside.
const isTaken = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EADDRINUSE' || error.code === 'EACCES')

function createClose(
  server: Server,
  listeners: readonly Listener[],
  streams: SseStreams,
  graceMs: number,
): () => Promise<void> {
  // Node's own list of idle connections leaves out those that have not asked for anything yet.
  const idle = new Set<Socket>()
  server.on('connection', (socket) => {
    idle.add(socket)
    socket.once('close', () => idle.delete(socket))
  })
  server.on('request', ({ socket }, res) => {
    idle.delete(socket)
    res.once('close', () => {
      if (server.listening && !socket.destroyed) idle.add(socket)
      // While closing, a connection has no use once its answer is on its way.
      else socket.destroySoon()
    })
  })
  let closed: Promise<void> | undefined
  const close = async () => {
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs)
    // Before the streams end: one that has just ended counts as idle while its last bytes are
    // still here.
    const ended = listeners.map(
      (listener) => new Promise<void>((resolve) => listener.close(() => resolve())),
    )
    for (const socket of idle) socket.destroy()
    streams.close()
    await Promise.all(ended)
    clearTimeout(deadline)
  }
  return () => {
    closed ??= close()
    return closed
  }
}
