import { z } from 'zod'
import { authorization, type EngineConnection } from './connection'

/** Who answers at the address of an engine. */
export type Identity =
  /** OpenCode 1, by its version. */
  | { kind: 'engine'; version: string }
  /** Nobody, or somebody who is not ready: it may become an engine. */
  | { kind: 'silent' }
  /** An engine that does not take the user name and password. */
  | { kind: 'refused' }
  /** OpenCode of another major version, which speaks otherwise. */
  | { kind: 'other version'; version: string | undefined }
  /** Something else, in words. */
  | { kind: 'stranger'; what: string }

const HealthSchema = z.looseObject({ healthy: z.literal(true), version: z.string() })
// Since version 2 health is elsewhere, at times without a version, and a refusal has a form.
const SecondSchema = z.union([
  z.looseObject({ healthy: z.literal(true), version: z.string().optional() }),
  z.looseObject({ version: z.string(), pid: z.number() }),
])
const RefusalSchema = z.looseObject({ _tag: z.literal('UnauthorizedError') })

interface Answer {
  status: number
  type: string
  /** Undefined for what is no JSON. */
  body: unknown
}

/** No answer to these questions is longer, in bytes. */
const MOST = 64 * 1024

/**
 * Asks who answers at an address: {@link Identity}. A web page is an answer, too: an engine gives one
 * for each path that it does not know, with status 200 (opencode 1.18.33).
 */
export async function identify(
  connection: EngineConnection,
  signal: AbortSignal,
  timeoutMs = 1_000,
): Promise<Identity> {
  const ask = (path: string) => read(connection, path, signal, timeoutMs)
  const first = await ask('/global/health')
  if (!first || first.status >= 500) return { kind: 'silent' }
  const health = HealthSchema.safeParse(first.body).data
  if (first.status === 200 && health) {
    const { version } = health
    return /^v?1\./.test(version) ? { kind: 'engine', version } : { kind: 'other version', version }
  }
  if (first.status === 401) return { kind: 'refused' }
  for (const path of ['/api/health', '/api/info']) {
    const answer = await ask(path)
    if (!answer) return { kind: 'silent' }
    const second = SecondSchema.safeParse(answer.body).data
    if (answer.status === 200 && second) return { kind: 'other version', version: second.version }
    if (answer.status === 401 && RefusalSchema.safeParse(answer.body).success) {
      return { kind: 'other version', version: undefined }
    }
  }
  return { kind: 'stranger', what: wordsFor(first) }
}

function wordsFor({ status, type, body }: Answer): string {
  if (status !== 200) return `It answered ${status}.`
  if (/\bhtml\b/i.test(type)) return 'It answered with a web page.'
  return body === undefined ? 'It answered with no JSON.' : 'It answered with JSON of another form.'
}

async function read(
  connection: EngineConnection,
  path: string,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Answer | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    const response = await fetch(new URL(path, connection.url), {
      headers: authorization(connection),
      // Where the password goes nobody else sends it.
      redirect: 'manual',
      signal: limit,
    })
    const { status, headers } = response
    return { status, type: headers.get('content-type') ?? '', body: parse(await text(response)) }
  } catch {
    // Nobody, or not in time.
    return undefined
  }
}

async function text({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let said = ''
  for await (const chunk of body ?? []) {
    said += decoder.decode(chunk, { stream: true })
    if (said.length > MOST) return ''
  }
  return said
}

function parse(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch {
    return undefined
  }
}
