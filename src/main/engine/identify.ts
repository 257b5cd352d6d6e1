import { z } from 'zod'
import { authorization, type EngineConnection } from './connection'
import { timeLimit } from './time-limit'

/** Who answers at the address of an engine. */
export type Identity =
  /** OpenCode 1, by its version, which is fit to be shown. */
  | { kind: 'engine'; version: string }
  /** Nobody, or somebody who is not ready, in words: it may become an engine. */
  | { kind: 'silent'; what: string }
  /** An engine that does not take the user name and password; perhaps of version 2, by its words. */
  | { kind: 'refused'; mayBeSecond: boolean }
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
  /** Undefined for what is no JSON, or does not say that it is. */
  body: unknown
}

const JSON_TYPE = /^application\/json\s*(?:;|$)/i

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
  if (!first) return NOBODY
  if (first.status >= 500) return { kind: 'silent', what: wordsFor(first) }
  const health = HealthSchema.safeParse(first.body).data
  if (first.status === 200 && health) {
    const version = shown(health.version)
    return FIRST.test(version) ? { kind: 'engine', version } : { kind: 'other version', version }
  }
  const isRefused = first.status === 401
  for (const path of ['/api/health', '/api/info']) {
    const answer = await ask(path)
    // Another password may make it answer, but waiting will not.
    if (!answer) return isRefused ? { kind: 'refused', mayBeSecond: false } : NOBODY
    const second = SecondSchema.safeParse(answer.body).data
    if (answer.status === 200 && second) {
      return { kind: 'other version', version: second.version && shown(second.version) }
    }
    if (answer.status === 401 && RefusalSchema.safeParse(answer.body).success) {
      return isRefused
        ? { kind: 'refused', mayBeSecond: true }
        : { kind: 'other version', version: undefined }
    }
  }
  if (isRefused) return { kind: 'refused', mayBeSecond: false }
  return { kind: 'stranger', what: wordsFor(first) }
}

const NOBODY: Identity = { kind: 'silent', what: 'There was no answer in time.' }

/**
 * Versions of OpenCode 1. What was built from its source is called by its channel and the time,
 * `0.0.0-dev-202612010000`, or `local`; it answers here, where the second version does not.
 */
const FIRST = /^(?:v?1\.|0\.0\.0-|local$)/

/** No version is longer, in characters. */
const LONGEST_VERSION = 40

/** A version as it can stand in a sentence, whoever sent it. */
const shown = (version: string) =>
  version.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, LONGEST_VERSION)

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
  const limit = timeLimit(timeoutMs, signal)
  try {
    const response = await fetch(new URL(path, connection.url), {
      headers: authorization(connection),
      // Where the password goes nobody else sends it.
      redirect: 'manual',
      signal: limit,
    })
    const { status, headers } = response
    const type = headers.get('content-type') ?? ''
    const said = await text(response)
    return { status, type, body: JSON_TYPE.test(type) ? parse(said) : undefined }
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
