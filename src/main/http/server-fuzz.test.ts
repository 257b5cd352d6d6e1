import { Agent, type IncomingMessage, request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { RestErrorSchema } from '../../shared/error-schemas'
import { AppError, ERROR_STATUS, type ErrorCode } from '../../shared/errors'
import { type Handlers, isOperationName, type Operation, operations } from '../../shared/operations'
import type { FollowRun } from '../sessions/run'
import { anyValue, nearlyValidInput, validInput } from '../testing/arbitrary-input'
import { startFixture, TOKEN, until } from './fixture'
import { headOf, rawClient } from './raw-fixture'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const ROUNDS = 200
const AT_ONCE = 50
const names = Object.keys(operations).filter(isOperationName)

/** A request, and the statuses that it may have for an answer. */
interface Shot {
  method: string
  target: string
  headers: Record<string, string>
  body: string | undefined
  allowed: readonly number[]
}

const REFUSALS = [400, 401, 403, 404, 405, 408, 413, 415, 431]
const json = { 'content-type': 'application/json' }
const authorization = `Bearer ${TOKEN}`

/** A request of an operation, and what zod itself says of its input as the door will read it. */
function shotOf(operation: Operation, input: Record<string, unknown>): Shot {
  const { method, path, status } = operation
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, key = '']) => key)
  const params: Record<string, string> = {}
  let target: string = path
  for (const key of inPath) {
    // What has no text form stands for an id that is none.
    const value = typeof input[key] === 'string' ? encodable(input[key]) : '!'
    params[key] = value
    target = target.replace(`:${key}`, encodeURIComponent(value))
  }
  const rest = Object.entries(input).filter(([key]) => !inPath.includes(key))
  const takesBody = method === 'POST' || method === 'PATCH'
  const shot = { method, headers: { authorization, ...(takesBody && json) } }
  if (takesBody) {
    const body = JSON.stringify(Object.fromEntries(rest))
    const allowed = allow(operation, { ...JSON.parse(body), ...params }, status)
    return { ...shot, target, body, allowed: missing(params) ?? allowed }
  }
  const query = rest.map(([key, value]) => [key, encodable(textOf(value))] as const)
  const search = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')
  const allowed = allow(operation, { ...Object.fromEntries(query), ...params }, status)
  const full = search ? `${target}?${search}` : target
  return { ...shot, target: full, body: undefined, allowed: missing(params) ?? allowed }
}

const allow = ({ input }: Operation, given: unknown, status: number) =>
  // A handler that is reached may fail as well.
  input.safeParse(given).success ? [status, ...SCRIPTED] : [400]
// Without an id it is another path.
const missing = (params: Record<string, string>) =>
  Object.values(params).some((value) => value === '') ? [404, 405] : undefined
const textOf = (value: unknown) =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
// Half a surrogate pair has no form in a URL.
const encodable = (text: string) => Buffer.from(text).toString()

/** How scripted handlers fail, one in four times. */
const FAILURES: readonly ErrorCode[] = ['not_found', 'conflict', 'engine_unavailable', 'aborted']
const SCRIPTED = FAILURES.map((code) => ERROR_STATUS[code])

const perOperation = names.map((name) => {
  const operation: Operation = operations[name]
  return { operation, valid: validInput(operation.input), near: nearlyValidInput(operation.input) }
})
const aRow = fc.constantFrom(...perOperation)

const valid = aRow.chain(({ operation, valid }) => valid.map((input) => shotOf(operation, input)))
const near = aRow.chain(({ operation, near }) => near.map((input) => shotOf(operation, input)))

/** A good request that something was done to outside its input. */
const spoilt = fc
  .tuple(
    valid,
    fc.constantFrom<Partial<Shot>>(
      { headers: {}, allowed: [401] },
      { headers: { authorization: `Bearer ${TOKEN}x` }, allowed: [401] },
      { headers: { authorization, host: 'evil.example' }, allowed: [403] },
      { headers: { authorization, origin: 'null' }, allowed: [403] },
      { headers: { authorization, 'content-type': 'text/plain' }, body: '{}', allowed: [415] },
      { method: 'PUT', allowed: [404, 405] },
      { method: 'OPTIONS', allowed: [404, 405] },
    ),
  )
  .filter(([{ body }, { allowed }]) => body !== undefined || allowed?.[0] !== 415)
  .map(([shot, change]): Shot => ({ ...shot, ...change }))

/** A body that is any JSON, or none. */
const bodies = fc
  .tuple(
    aRow.filter(({ operation }) => operation.method === 'POST'),
    fc.oneof(
      anyValue.map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary', maxLength: 64 }),
      fc.constantFrom('{', '[[[[', '{"a":1}}', '{"a":1e999}', '"\\ud800"', '\ufeff{}'),
    ),
  )
  .map(([{ operation }, body]): Shot => {
    const target = operation.path.replace(':id', 'ses_0123456789abcdef')
    const allowed = [...REFUSALS, operation.status, ...SCRIPTED]
    return { method: 'POST', target, headers: { authorization, ...json }, body, allowed }
  })

/** A path of any kind, with the token. */
const paths = fc
  .array(
    fc.constantFrom('api', 'sessions', '..', '.', '', '%2e%2e', '%2f', '%00', '%zz', ':id', '*'),
    { maxLength: 6 },
  )
  .map((parts): Shot => {
    const target = `/${parts.join('/')}`
    const allowed = [200, ...REFUSALS, ...SCRIPTED]
    return { method: 'GET', target, headers: { authorization }, body: undefined, allowed }
  })

const shots = fc.oneof(
  { weight: 4, arbitrary: valid },
  { weight: 4, arbitrary: near },
  { weight: 2, arbitrary: spoilt },
  { weight: 2, arbitrary: bodies },
  { weight: 1, arbitrary: paths },
)

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A run that is over at once. */
const followRun: FollowRun = (_run, sink) => {
  sink.end({ kind: 'error', error: new AppError('aborted', 'It is over.') })
  return { resume: () => undefined, close: () => undefined }
}

async function start() {
  let calls = 0
  const problems: unknown[] = []
  const log = { error: keep, warn: () => undefined, info: () => undefined, debug: () => undefined }
  function keep(...words: unknown[]) {
    problems.push(words)
  }
  const answer = async () => {
    calls += 1
    const code = calls % 4 === 0 ? FAILURES[(calls / 4) % FAILURES.length] : undefined
    if (code) throw new AppError(code, 'As it was written.')
    return { messageID: 'msg_0123456789abcdef' }
  }
  const handlers = Object.fromEntries(names.map((name) => [name, answer])) as unknown as Handlers
  const { server } = await startFixture({ handlers, followRun, log })
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  ends.push(server.close, () => agent.destroy())
  return { port: server.port, agent, problems, reached: () => calls }
}

async function fire({ port, agent }: { port: number; agent: Agent }, shot: Shot): Promise<void> {
  const { method, target: path, headers, body, allowed } = shot
  const res = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const all = { ...headers, ...length }
    const req = request({ host: '127.0.0.1', port, method, path, headers: all, agent }, resolve)
    req.once('error', reject)
    req.end(body)
  })
  let text = ''
  for await (const chunk of res) text += chunk
  const status = res.statusCode ?? 0
  if (!allowed.includes(status)) throw new Error(`answered ${status} ${text}, not ${allowed}`)
  if (status < 400) return
  const error = RestErrorSchema.parse(JSON.parse(text))
  expect(ERROR_STATUS[error.code]).toBe(status)
}

const heap = () => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

it('10,000 requests, good and bad: each is answered as designed, and nothing is left of them', async () => {
  const target = await start()
  let fired = 0
  const round = fc.asyncProperty(
    fc.array(shots, { minLength: AT_ONCE, maxLength: AT_ONCE }),
    async (batch) => {
      await Promise.all(batch.map((shot) => fire(target, shot)))
      fired += batch.length
    },
  )
  // What is made once, at first use, is not what this looks for.
  await fc.assert(round, { numRuns: ROUNDS / 10 })
  const before = heap()
  fired = 0
  await fc.assert(round, { numRuns: ROUNDS })
  expect(fired).toBe(ROUNDS * AT_ONCE)
  expect(heap() - before).toBeLessThan(4 * 1024 * 1024)
  expect(target.problems).toEqual([])
  // Not all of them were refused at the door.
  expect(target.reached()).toBeGreaterThan(fired / 10)
}, 120_000)

it('bytes that were changed on their way are answered, if at all, as a mistake of the client', async () => {
  const handlers = Object.fromEntries(names.map((name) => [name, async () => null]))
  const { server, log } = await startFixture({ handlers: handlers as unknown as Handlers })
  ends.push(server.close)
  const { port } = server
  const whole = [
    `${headOf({ method: 'GET', target: '/api/sessions?limit=1' }, port)}\r\n`,
    `${headOf({ method: 'POST', target: '/api/sessions' }, port)}Content-Type: application/json\r\nContent-Length: 13\r\n\r\n{"title":"x"}`,
    `${headOf({ method: 'POST', target: '/api/sessions' }, port)}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n{"title":"x"}\r\n0\r\n\r\n`,
  ]
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat({ max: 8 }),
    added: fc.string({ unit: 'binary-ascii', maxLength: 8 }),
  })
  const garbled = fc
    .tuple(fc.constantFrom(...whole), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) =>
      changes.reduce((changed, { at, removed, added }) => {
        const start = Math.floor(at * changed.length)
        return changed.slice(0, start) + added + changed.slice(start + removed)
      }, text),
    )
  const survives = async (text: string) => {
    const client = await rawClient(port)
    client.socket.end(Buffer.from(text, 'latin1'))
    await until(() => client.socket.closed)
    expect(client.text()).not.toMatch(/^HTTP\/1\.1 5/m)
  }
  await fc.assert(fc.asyncProperty(garbled, survives), { numRuns: 1000 })
  expect(log.error).not.toHaveBeenCalled()
  await survives(whole[0] ?? '')
}, 60_000)
