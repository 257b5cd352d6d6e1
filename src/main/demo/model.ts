import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerOptions } from '@opencode-ai/sdk/server'
import { perform } from './performance'
import { demoScript, type Script } from './script'
import { type ChatRequest, ChatRequestSchema, errorBody } from './wire'

/** What the engine is configured with: the `config` of the SDK's createOpencodeServer. */
export type EngineConfig = NonNullable<ServerOptions['config']>

/** A request that the model has seen. */
export type ObservedRequest = {
  /** The engine's session, as its `x-session-id` header names it. */
  sessionID: string | undefined
  body: ChatRequest
}

export type ScriptedModelOptions = {
  host?: '127.0.0.1'
  /** Decides the answers; the demo's own when absent. */
  script?: Script
  /** Waits between chunks. It must settle when `signal` aborts: `close` waits for it. */
  delay?: (ms: number, signal: AbortSignal) => Promise<void>
  log?: { error: (...data: unknown[]) => void }
}

export type ScriptedModel = {
  /** `http://127.0.0.1:PORT/v1` */
  url: string
  /** Makes this model the engine's own choice; goes into OPENCODE_CONFIG_CONTENT. Holds the key. */
  config: EngineConfig
  /** The latest requests, oldest first, at most 64. */
  requests: readonly ObservedRequest[]
  /** Ends what is being answered, cuts all connections and frees the port. */
  close(): Promise<void>
}

/** 32 MiB: attached images travel inside the request. */
const BODY_LIMIT = 32 * 1024 * 1024
const KEPT_REQUESTS = 64
const KEPT_CONVERSATIONS = 256

/**
 * Starts an OpenAI-compatible model that follows a script, on loopback and behind a key of its own.
 * @returns once it listens
 * @throws what listening throws
 */
export async function startScriptedModel(
  options: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const {
    host = '127.0.0.1',
    script = demoScript,
    delay = (ms, signal) => sleep(ms, undefined, { signal }),
    log,
  } = options
  const apiKey = randomBytes(24).toString('base64url')
  const requests: ObservedRequest[] = []
  const refusals = new Map<string, number>()
  const running = new Set<Promise<void>>()

  const server = createServer((req, res) => {
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    const run = handle(req, res, gone.signal).catch((error: unknown) => {
      if (gone.signal.aborted) return
      log?.error('the demo model failed', error)
      if (res.headersSent) res.destroy()
      else refuse(res, 500, 'The demo model failed; this is a defect.', 'server_error', 'internal')
    })
    running.add(run)
    void run.finally(() => running.delete(run))
  })
  // The engine keeps connections for later: one that we close just then would fail its request.
  server.keepAliveTimeout = 0

  async function handle(req: IncomingMessage, res: ServerResponse, signal: AbortSignal) {
    const invalid = 'invalid_request_error'
    if (req.headers.authorization !== `Bearer ${apiKey}`)
      return refuse(res, 401, 'The API key is wrong or missing.', invalid, 'invalid_api_key')
    const route = `${req.method} ${req.url?.split('?')[0]}`
    if (route === 'GET /v1/models')
      return json(res, 200, {
        object: 'list',
        data: [{ id: 'demo', object: 'model', created: 0, owned_by: 'wheelhouse' }],
      })
    if (route !== 'POST /v1/chat/completions')
      return refuse(res, 404, `There is no ${route} here.`, invalid, 'unknown_url')

    const raw = await readBody(req)
    if (raw === undefined) {
      res.setHeader('connection', 'close')
      return refuse(res, 413, 'The request is over 32 MiB.', invalid, 'request_too_large')
    }
    const parsed = ChatRequestSchema.safeParse(parseJson(raw))
    if (!parsed.success)
      return refuse(res, 400, 'The body is no chat completion request.', invalid, 'invalid_body')

    const header = req.headers['x-session-id']
    const sessionID = typeof header === 'string' ? header : undefined
    const body = parsed.data
    requests.push({ sessionID, body })
    if (requests.length > KEPT_REQUESTS) requests.shift()

    const key = fingerprint(sessionID, body)
    const reply = script(body, { refusals: refusals.get(key) ?? 0 })
    if (reply.type === 'refusal') {
      remember(key)
      if (reply.retryAfterMs !== undefined) res.setHeader('retry-after-ms', reply.retryAfterMs)
      return refuse(res, reply.status, reply.message, 'demo_error', reply.code)
    }
    refusals.delete(key)
    await perform(reply.steps, { body, res, signal, delay })
  }

  function remember(key: string) {
    const count = (refusals.get(key) ?? 0) + 1
    refusals.delete(key)
    refusals.set(key, count)
    const [oldest] = refusals.keys()
    if (refusals.size > KEPT_CONVERSATIONS && oldest !== undefined) refusals.delete(oldest)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const url = `http://${host}:${(server.address() as AddressInfo).port}/v1`

  return {
    url,
    config: configFor(url, apiKey),
    requests,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await Promise.allSettled(running)
    },
  }
}

function configFor(baseURL: string, apiKey: string): EngineConfig {
  return {
    model: 'demo/demo',
    small_model: 'demo/demo',
    provider: {
      demo: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Demo',
        options: { baseURL, apiKey },
        models: { demo: { name: 'Demo (scripted)', limit: { context: 32_000, output: 4_000 } } },
      },
    },
  }
}

/** @returns undefined when it is over the limit */
async function readBody(req: IncomingMessage): Promise<string | undefined> {
  if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) return undefined
  const chunks: Buffer[] = []
  let size = 0
  // Destroying the request would cut the connection before the answer is out.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The engine tries again with the very same messages. */
function fingerprint(sessionID: string | undefined, body: ChatRequest): string {
  return createHash('sha256')
    .update(`${sessionID ?? ''}\n${JSON.stringify(body.messages)}`)
    .digest('base64')
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

function json(res: ServerResponse, status: number, value: object): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function refuse(
  res: ServerResponse,
  status: number,
  message: string,
  type: string,
  code: string,
): void {
  json(res, status, errorBody(message, type, code))
}
