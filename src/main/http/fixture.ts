import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from 'node:http'
import { createParser } from 'eventsource-parser'
import { vi } from 'vitest'
import type { Projection } from '../../shared/events'
import { type Handlers, type HttpMethod, operations } from '../../shared/operations'
import { Hub, type Publication } from '../events/hub'
import type { RingLimits } from '../events/ring'
import type { FollowRun, RunSink } from '../sessions/run'
import { type ServerOptions, startServer } from './server'

export const TOKEN = 'a-token-of-the-fixture'
export const SESSION_ID = 'ses_0123456789abcdef'

export const logged = () => ({ error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() })

/** Waits for a condition; that of the test ends it before the time that is given here. */
export const until = <T>(condition: () => T) =>
  vi.waitUntil(condition, { interval: 2, timeout: 60_000 })

/** Handlers that answer null, but for those given; `calls` says which ones were reached. */
export function fakeHandlers(given: Partial<Handlers> = {}) {
  const calls: { name: string; input: unknown }[] = []
  const handlers = Object.fromEntries(
    Object.keys(operations).map((name) => {
      const handle = given[name as keyof Handlers] as Handlers['engine.status'] | undefined
      const fake: Handlers['engine.status'] = async (input, context) => {
        calls.push({ name, input })
        return handle ? handle(input, context) : (null as never)
      }
      return [name, fake]
    }),
  ) as unknown as Handlers
  return { handlers, calls }
}

/** A follower of runs over the hub alone: the test says when the run has ended. */
export function fakeFollowRun(hub: Hub) {
  const runs: { run: Parameters<FollowRun>[0]; sink: RunSink; closed: boolean }[] = []
  const followRun: FollowRun = (run, sink) => {
    const following = { run, sink, closed: false }
    runs.push(following)
    const cursor = hub.subscribe(sink, {
      after: run.after,
      filter: (event) => event.sessionID === run.sessionID,
    })
    return {
      resume: cursor.resume,
      close: () => {
        following.closed = true
        cursor.close()
      },
    }
  }
  return { followRun, runs }
}

export const PROJECTION: Projection = {
  engine: { running: true, state: 'ready', since: 1, restarts: 0 },
  statuses: { [SESSION_ID]: { type: 'busy' } },
  permissions: [],
  questions: [],
  parents: {},
  compactions: {},
}

/** A listener on an ephemeral port over a real hub. */
export async function startFixture(
  options: Partial<ServerOptions> & { given?: Partial<Handlers>; limits?: RingLimits } = {},
) {
  const { given, limits, ...more } = options
  const log = logged()
  const hub = new Hub({ log, epoch: 'epoch1', ...(limits && { limits }) })
  const { handlers, calls } = fakeHandlers(given)
  const { followRun, runs } = fakeFollowRun(hub)
  const server = await startServer({
    handlers,
    hub,
    followRun,
    projection: () => PROJECTION,
    token: TOKEN,
    version: '1.2.3',
    port: 0,
    log,
    ...more,
  })
  const { port } = server
  return {
    server,
    hub,
    log,
    calls,
    runs,
    ask: (path: string, call: Call = {}) => ask(port, path, call),
    listen: (path: string, call: Call = {}) => listenTo(port, path, call),
  }
}
export type Fixture = Awaited<ReturnType<typeof startFixture>>

/** An event of the session whose JSON is `{"n":n}`, padded to about `bytes`. */
export const event = (n: number, bytes = 0): Publication => ({
  type: 'test',
  directory: '/project',
  sessionID: SESSION_ID,
  text: JSON.stringify({ n, ...(bytes > 0 && { pad: 'x'.repeat(bytes) }) }),
})

export interface Call {
  method?: HttpMethod | 'PUT' | 'HEAD' | 'OPTIONS'
  /** Added to the right token; undefined takes one away. */
  headers?: Record<string, string | undefined>
  /** Sent as it is when a string or bytes, else as JSON. */
  body?: unknown
}

/** Sends a request as it is told, forged headers too. */
export function send(port: number, path: string, { method = 'GET', headers, body }: Call) {
  const raw = typeof body === 'string' || Buffer.isBuffer(body)
  const bytes = body === undefined ? undefined : raw ? body : JSON.stringify(body)
  const all = {
    authorization: `Bearer ${TOKEN}`,
    ...(bytes !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(bytes)),
    }),
    ...headers,
  }
  const defined = Object.entries(all).filter((entry): entry is [string, string] => !!entry[1])
  const req = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    agent: false,
    headers: Object.fromEntries(defined),
  })
  req.end(bytes)
  return req
}

export const answerOf = (req: ClientRequest) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    req.once('response', resolve)
    req.once('error', reject)
  })

export interface Answer {
  status: number | undefined
  headers: IncomingHttpHeaders
  text: string
  /** Whatever the body says, or undefined without one. */
  json: unknown
}

async function ask(port: number, path: string, call: Call): Promise<Answer> {
  const res = await answerOf(send(port, path, call))
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: res.statusCode, headers: res.headers, text, json }
}

export interface Frame {
  event: string | undefined
  id: string | undefined
  data: unknown
}

/** An SSE client that keeps what it reads. */
async function listenTo(port: number, path: string, call: Call) {
  const req = send(port, path, call)
  const res = await answerOf(req)
  const frames: Frame[] = []
  const comments: string[] = []
  let retry: number | undefined
  let text = ''
  let ending: 'clean' | 'cut' | undefined
  const parser = createParser({
    onEvent: ({ event, id, data }) => frames.push({ event, id, data: JSON.parse(data) }),
    onComment: (comment) => comments.push(comment),
    onRetry: (ms) => {
      retry = ms
    },
  })
  res.setEncoding('utf8')
  res.on('data', (chunk: string) => {
    text += chunk
    parser.feed(chunk)
  })
  res.once('end', () => {
    ending ??= 'clean'
  })
  res.once('error', () => {
    ending ??= 'cut'
  })
  return {
    res,
    frames,
    comments,
    /** What the server said of connecting again, in ms. */
    retry: () => retry,
    text: () => text,
    ending: () => ending,
    /** The numbers of the engine's events among the frames. */
    numbers: () => frames.flatMap(({ event, data }) => (event ? [] : [(data as { n: number }).n])),
    named: (name: string) => frames.filter((frame) => frame.event === name),
    leave: () => req.destroy(),
  }
}
export type Listener = Awaited<ReturnType<typeof listenTo>>
