import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One connection to the event source, as the server sees it. */
export interface SourceConnection {
  request: IncomingMessage
  /** Writes exactly these bytes, as one chunk. */
  write(chunk: string | Uint8Array): void
  /** Ends the stream as a server does that is done. */
  end(): void
  /** Breaks the connection. */
  reset(): void
  /** Resolves when the connection is gone, whoever ended it. */
  closed: Promise<void>
}

/** A real HTTP server that speaks SSE, for readers of the engine's stream. */
export interface EventSource {
  url: string
  /** Answers the next requests with these statuses instead of a stream. */
  refuseWith(...statuses: number[]): void
  /** How many requests for a stream have arrived. */
  readonly requests: number
  /** Answers `/global/health`, with 200 unless told. At once, if nobody takes it in hand. */
  onHealth: (answer: (status?: number) => void) => void
  /** The next connection that is not refused, in order of arrival. */
  next(): Promise<SourceConnection>
  close(): Promise<void>
}

export async function startEventSource(): Promise<EventSource> {
  const refusals: number[] = []
  const arrived: SourceConnection[] = []
  const awaited: ((connection: SourceConnection) => void)[] = []
  let requests = 0

  const server = createServer((request, response) => {
    if (request.url === '/global/health') {
      const healthy = JSON.stringify({ healthy: true, version: '1.18.33' })
      source.onHealth((status = 200) => response.writeHead(status).end(healthy))
      return
    }
    requests += 1
    const status = refusals.shift()
    if (status !== undefined) {
      response.writeHead(status).end('no')
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    const connection = connectionOf(request, response)
    const waiter = awaited.shift()
    if (waiter) waiter(connection)
    else arrived.push(connection)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const source: EventSource = {
    url: `http://127.0.0.1:${port}`,
    onHealth: (answer) => answer(),
    refuseWith: (...statuses) => refusals.push(...statuses),
    get requests() {
      return requests
    },
    next: () =>
      new Promise((resolve) => {
        const connection = arrived.shift()
        if (connection) resolve(connection)
        else awaited.push(resolve)
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return source
}

function connectionOf(request: IncomingMessage, response: ServerResponse): SourceConnection {
  return {
    request,
    write: (chunk) => response.write(chunk),
    end: () => response.end(),
    reset: () => response.socket?.resetAndDestroy(),
    closed: new Promise((resolve) => response.once('close', resolve)),
  }
}
