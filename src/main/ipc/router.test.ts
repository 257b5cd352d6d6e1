import { beforeEach, describe, expect, it } from 'vitest'
import { WireErrorSchema } from '../../shared/error-schemas'
import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import { recordLog } from '../testing/log'
import { createCallRouter } from './router'

const SESSION = 'ses_0123456789abcdef'
let log: ReturnType<typeof recordLog>
beforeEach(() => {
  log = recordLog()
})

/** A router over these handlers; any other fails the test. */
const routerOf = (handlers: Partial<Handlers> = {}) => createCallRouter(handlers as Handlers, log)
const errorOf = async (answer: ReturnType<ReturnType<typeof routerOf>>) => {
  const result = await answer
  if (result.ok) throw new Error('the call was answered')
  return WireErrorSchema.parse(structuredClone(result.error))
}

describe('a call', () => {
  it('is answered with what its handler gives', async () => {
    const status = { running: true, state: 'ready' as const, since: 1, restarts: 0 }
    const call = routerOf({ 'engine.status': async () => status })
    expect(await call('engine.status', {})).toEqual({ ok: true, json: JSON.stringify(status) })
  })

  it('passes on the event that the answer is exact for', async () => {
    const call = routerOf({
      'sessions.messages': async (_input, context) => {
        context.seq = 42
        return []
      },
    })
    const answer = await call('sessions.messages', { id: SESSION })
    expect(answer).toEqual({ ok: true, json: '[]', seq: 42 })
  })

  it('that answers with nothing has empty text', async () => {
    const call = routerOf({ 'sessions.delete': async () => undefined })
    expect(await call('sessions.delete', { id: SESSION })).toEqual({ ok: true, json: '' })
  })

  it('gives its handler the parsed input', async () => {
    const inputs: unknown[] = []
    const call = routerOf({
      'sessions.list': async (input) => {
        inputs.push(input)
        return []
      },
    })
    await call('sessions.list', { limit: '5' })
    expect(inputs).toEqual([{ limit: 5 }])
  })
})

describe('a call that is refused', () => {
  it.each<[string, unknown]>([
    ['an unknown name', 'sessions.explode'],
    ['a name from the prototype', 'constructor'],
    ['the prototype itself', '__proto__'],
    ['a method of every object', 'toString'],
    ['an empty name', ''],
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a large number', 7n],
    ['an object', {}],
    ['a list with a good name in it', ['engine.status']],
    ['what cannot be made a string', { toString: 1, valueOf: 1 }],
    ['an object without a prototype', Object.create(null)],
  ])('names no operation: %s', async (_what, name) => {
    const error = await errorOf(routerOf()(name, {}))
    expect(error.code).toBe('not_found')
    expect(log.lines).toEqual([])
  })

  it('says which operation is not there', async () => {
    const { message } = await errorOf(routerOf()('sessions.explode', {}))
    expect(message).toBe('There is no operation "sessions.explode".')
  })

  it.each([undefined, null, 'text', 7, [], { id: 'nonsense' }, { id: SESSION, extra: 1 }])(
    'has the input %j, and its handler does not see it',
    async (input) => {
      const call = routerOf({
        'sessions.get': async () => {
          throw new Error('reached')
        },
      })
      const error = await errorOf(call('sessions.get', input))
      expect(error.code).toBe('invalid_input')
      expect(error.details).toEqual([expect.objectContaining({ message: expect.any(String) })])
    },
  )

  it('carries the error that its handler threw, and the log stays silent', async () => {
    const call = routerOf({
      'sessions.get': async () => {
        throw new AppError('not_found', 'There is no such session.', {
          details: { id: SESSION },
          cause: new Error('inner'),
        })
      },
    })
    expect(await errorOf(call('sessions.get', { id: SESSION }))).toEqual({
      code: 'not_found',
      message: 'There is no such session.',
      details: { id: SESSION },
    })
    expect(log.lines).toEqual([])
  })
})

describe('a call that fails unexpectedly', () => {
  const defect = (thrown: unknown) =>
    routerOf({
      'engine.status': async () => {
        throw thrown
      },
    })('engine.status', {})

  it('says nothing of the inside but a reference', async () => {
    const error = await errorOf(defect(new TypeError('password is hunter2')))
    expect(error.code).toBe('internal')
    expect(error.message).toMatch(/reference [0-9a-f]{8}\.$/)
    expect(JSON.stringify(error)).not.toContain('hunter2')
  })

  it('is logged once, under that reference, with what was thrown', async () => {
    const { message } = await errorOf(defect(new TypeError('the inside')))
    const [reference = ''] = /[0-9a-f]{8}/.exec(message) ?? []
    expect(log.lines).toHaveLength(1)
    expect(log.lines[0]).toContain(`engine.status failed unexpectedly, reference ${reference}`)
    expect(log.lines[0]).toContain('TypeError: the inside')
  })

  it.each(['a string', undefined, null, { code: 'not_found' }])(
    'is internal as well when %j was thrown',
    async (thrown) => {
      expect((await errorOf(defect(thrown))).code).toBe('internal')
    },
  )

  it('has another reference each time', async () => {
    const messages = [await errorOf(defect(1)), await errorOf(defect(1))].map((e) => e.message)
    expect(messages[0]).not.toBe(messages[1])
  })

  it('at once rather than later is no different', async () => {
    const call = routerOf({
      'engine.status': () => {
        throw new Error('at once')
      },
    })
    expect((await errorOf(call('engine.status', {}))).code).toBe('internal')
  })
})
