import { afterEach, describe, expect, it, vi } from 'vitest'
import { RestErrorSchema, WireErrorSchema } from '../shared/error-schemas'
import { AppError } from '../shared/errors'
import { type Handlers, isOperationName, type Operation, operations } from '../shared/operations'
import { reportDefect } from './defect'
import { answerOf, logged, send, startFixture, until } from './http/fixture'
import { withId } from './http/routes-fixture'
import { createCallRouter } from './ipc/router'

const names = Object.keys(operations).filter(isOperationName)

/** An input that each operation takes, beside what its path says. */
const INPUTS: Partial<Record<keyof Handlers, Record<string, unknown>>> = {
  'engine.demo': { on: true },
  'projects.use': { directory: '/home' },
  'projects.forget': { directory: '/home' },
  'desktop.theme': { theme: 'dark' },
  'sessions.prompt': { parts: [{ type: 'text', text: 'hello' }] },
  'sessions.update': { title: 'A title' },
  'sessions.revert': { messageID: 'msg_0123456789abcdef' },
  'sessions.command': { command: 'init' },
  'sessions.shell': { command: 'ls' },
  'permissions.reply': { reply: 'once' },
  'questions.reply': { answers: [['yes']] },
  'providers.connect': { key: 'a-key' },
  'providers.authorize': { method: 0 },
  'providers.callback': { method: 0 },
  'files.search': { query: 'a' },
  'files.read': { path: 'a' },
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Both doors over one handler, which does what every operation does. */
async function openDoors(handle: () => Promise<unknown>) {
  const handlers = Object.fromEntries(names.map((name) => [name, handle])) as unknown as Handlers
  const log = logged()
  const { server, ask } = await startFixture({ given: handlers, log })
  ends.push(server.close)
  const call = createCallRouter(handlers, log)
  return {
    log,
    rest: (name: keyof Handlers) => {
      const { method, path }: Operation = operations[name]
      const input = INPUTS[name] ?? {}
      if (method === 'POST' || method === 'PATCH') return ask(withId(path), { method, body: input })
      return ask(`${withId(path)}?${new URLSearchParams(input as never)}`, { method })
    },
    ipc: (name: keyof Handlers) => {
      const { path }: Operation = operations[name]
      const id = withId(path).split('/')[3]
      const inPath = {
        ...(path.includes(':id') && { id }),
        ...(path.includes(':copyID') && { copyID: ':copyID' }),
      }
      return call(name, { ...INPUTS[name], ...inPath })
    },
  }
}

const SECRET = 'what is inside, at /home/somebody/project'
const defect = () =>
  Object.assign(new TypeError(SECRET), { cause: new Error('the cause of it'), type: 'a.type' })

describe('what nobody expected', () => {
  for (const name of names) {
    it(`of ${name} is told by a reference, which its one line of the log has too`, async () => {
      const thrown = defect()
      const { log, rest, ipc } = await openDoors(() => Promise.reject(thrown))
      const answer = await rest(name)
      expect(answer.status).toBe(500)
      const overRest = RestErrorSchema.parse(answer.json)
      const result = await ipc(name)
      const overIpc = WireErrorSchema.parse(result.ok ? undefined : result.error)

      const references = [overRest.error, overIpc.message].map((message) => {
        expect(message).not.toMatch(/inside|home|cause|TypeError|\bat\b/)
        return /reference ([0-9a-f]{8})\.$/.exec(message)?.[1] ?? 'no reference'
      })
      for (const error of [overRest, overIpc]) {
        expect(error.code).toBe('internal')
        expect(error).not.toHaveProperty('details')
      }
      expect(new Set(references).size).toBe(2)
      expect(log.error.mock.calls).toEqual(
        references.map((reference) => [expect.stringContaining(reference), thrown]),
      )
      expect(log.warn).not.toHaveBeenCalled()
    })
  }
})

describe('at the REST door', () => {
  it.each([
    ['a text', 'only a text'],
    ['nothing', undefined],
    ['null', null],
    ['an error of Express', Object.assign(new Error(SECRET), { status: 200, expose: true })],
    ['an error of a parser', Object.assign(new Error(SECRET), { type: 'entity.too.large' })],
    ['what looks like an AppError', { code: 'not_found', message: SECRET, status: 404 }],
  ])('%s that is thrown is a defect as well', async (_what, thrown) => {
    const { log, rest } = await openDoors(() => Promise.reject(thrown))
    const { status, json, text } = await rest('sessions.list')
    expect(status).toBe(500)
    expect(json).toMatchObject({ code: 'internal' })
    expect(text).not.toContain(SECRET)
    expect(log.error).toHaveBeenCalledOnce()
  })

  it('an answer that cannot be JSON is one, and nothing of it is sent', async () => {
    const ring: Record<string, unknown> = { secret: SECRET }
    ring.self = ring
    for (const value of [ring, { n: 1n }]) {
      const { log, rest } = await openDoors(async () => value)
      const { status, json, text } = await rest('sessions.list')
      expect({ status, json }).toMatchObject({ status: 500, json: { code: 'internal' } })
      expect(text).not.toContain(SECRET)
      expect(log.error).toHaveBeenCalledOnce()
    }
  })

  it('an error that cannot be JSON shows no stack', async () => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    ends.push(() => silent.mockRestore())
    const error = new AppError('conflict', SECRET, { details: 1n })
    const { server } = await startFixture({
      given: { 'sessions.list': () => Promise.reject(error) },
    })
    ends.push(server.close)
    const res = await answerOf(send(server.port, '/api/sessions', {}))
    let text = ''
    for await (const chunk of res) text += chunk
    expect(res.statusCode).toBe(500)
    await until(() => silent.mock.calls.length === 1)
    expect(text).not.toMatch(/\bat\b.*:\d+|node_modules|TypeError/)
  })
})

it('gives each its own reference and keeps the cause for the log alone', () => {
  const log = logged()
  const thrown = defect()
  const told = [reportDefect(thrown, 'This', log), reportDefect(thrown, 'That', log)]
  expect(new Set(told.map(({ message }) => message)).size).toBe(2)
  for (const error of told) {
    expect([error.code, error.cause, error.details]).toEqual(['internal', undefined, undefined])
  }
})
