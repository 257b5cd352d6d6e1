import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  isOperationName,
  type Operation,
  type OperationInput,
  type OperationName,
  operations,
} from './operations'

const rows = Object.entries(operations) as [OperationName, Operation][]
const keysOf = (row: Operation) =>
  row.input instanceof z.ZodObject ? Object.keys(row.input.shape) : undefined
const parametersOf = (path: string) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)

const SESSION = 'ses_0123456789abcdefABCDEF'
const MESSAGE = 'msg_0123456789abcdefABCDEF'
const accepts = <N extends OperationName>(name: N, input: unknown) =>
  operations[name].input.safeParse(input).success
const prompt = (more: object = {}) => ({
  id: SESSION,
  parts: [{ type: 'text', text: 'Hello' }],
  ...more,
})

/** Ids by the first word of the path: one that is right, and what is of another kind. */
const IDS: Record<string, { good: string; bad: string[] }> = {
  browsers: { good: 'brw_0123456789abcdef', bad: ['ses_0123456789abcdef', 'brw_'] },
  sessions: { good: SESSION, bad: ['ses_', 'msg_0123'] },
  permissions: { good: 'per_0123', bad: ['per_', SESSION] },
  questions: { good: 'que_0123', bad: ['que_', SESSION] },
  providers: { good: 'github-copilot', bad: ['-', '.', '..', 'a/b'] },
}

describe('the operations table', () => {
  it('has no route twice, whatever its parameters are called', () => {
    const routes = rows.map(([, { method, path }]) => `${method} ${path.replace(/:\w+/g, ':')}`)
    expect(new Set(routes).size).toBe(routes.length)
  })

  it.each(rows)('%s has an object as its input, so that both doors can fill it', (_name, row) => {
    expect(row.input).toBeInstanceOf(z.ZodObject)
  })

  it.each(rows)('%s takes every parameter of its path as a key of its input', (_name, row) => {
    expect(keysOf(row)).toEqual(expect.arrayContaining(parametersOf(row.path)))
  })

  it.each(rows)('%s refuses a key that it does not know', (_name, row) => {
    const { error } = row.input.safeParse({ id: SESSION, surprise: 1 })
    const unknown = error?.issues.filter((issue) => issue.code === 'unrecognized_keys')
    expect(unknown?.flatMap(({ keys }) => keys)).toContain('surprise')
  })

  it.each(rows)('%s has a summary, and a body exactly when its status allows one', (_name, row) => {
    expect(row.summary).toMatch(/^[A-Z].*[^.]$/)
    expect(row.output instanceof z.ZodVoid).toBe(row.status === 204)
  })

  it.each(rows)('%s can be published: both schemas have a JSON Schema', (_name, row) => {
    expect(z.toJSONSchema(row.input, { io: 'input' })).toHaveProperty('type', 'object')
    if (row.status !== 204) expect(z.toJSONSchema(row.output)).toBeTypeOf('object')
  })

  it.each(rows.filter(([, { path }]) => path.includes('/:')))(
    '%s checks the id in its path before the engine sees it',
    (_name, row) => {
      const badId = (id: unknown) =>
        row.input.safeParse(prompt({ id })).error?.issues.some(({ path }) => path[0] === 'id')
      const [, kind = ''] = /^\/api\/(\w+)\/:/.exec(row.path) ?? []
      const { good, bad } = IDS[kind] ?? { good: 'there is no example', bad: [] }
      expect(badId(good)).toBeFalsy()
      for (const id of ['', 'ses_../x', 'ses_a b', 'ses_a\0', `ses_${'a'.repeat(61)}`, 7, ...bad]) {
        expect([id, badId(id)]).toEqual([id, true])
      }
    },
  )

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', undefined, 7, {}])(
    'has no operation %j',
    (name) => {
      expect(isOperationName(name)).toBe(false)
    },
  )

  it('knows each of its own names', () => {
    for (const [name] of rows) expect(isOperationName(name)).toBe(true)
  })
})

describe('sessions.list', () => {
  it('takes a limit as a number and as the text of a query', () => {
    const { input } = operations['sessions.list']
    expect(input.parse({ limit: 5 })).toEqual({ limit: 5 })
    expect(input.parse({ limit: '5' } as unknown as OperationInput<'sessions.list'>)).toEqual({
      limit: 5,
    })
  })

  it.each(['', '0', '-1', '1.5', 'many', 10_001])('refuses a limit of %j', (limit) => {
    expect(accepts('sessions.list', { limit })).toBe(false)
  })
})

describe('sessions.create', () => {
  it('needs nothing', () => {
    expect(accepts('sessions.create', {})).toBe(true)
  })

  it.each([{ title: '' }, { directory: '' }, { parentID: 'ses' }, { title: 'x'.repeat(501) }])(
    'refuses %j',
    (input) => {
      expect(accepts('sessions.create', input)).toBe(false)
    },
  )
})

describe('sessions.prompt', () => {
  it('takes text, files and agents together', () => {
    const parts = [
      { type: 'text', text: 'Look at' },
      { type: 'file', mime: 'image/png', url: 'data:image/png;base64,AAAA' },
      { type: 'file', mime: 'text/plain', url: 'file:///p/a.txt', filename: 'a.txt' },
      { type: 'agent', name: 'build' },
    ]
    expect(accepts('sessions.prompt', prompt({ parts }))).toBe(true)
  })

  it('needs at least one part, and says where', () => {
    const { error } = operations['sessions.prompt'].input.safeParse(prompt({ parts: [] }))
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['parts'])
    expect(accepts('sessions.prompt', { id: SESSION })).toBe(false)
  })

  it.each([
    { type: 'text' },
    { type: 'text', text: '' },
    { type: 'text', text: 'x', synthetic: true },
    { type: 'file', url: 'file:///a' },
    { type: 'agent', name: '' },
    { type: 'tool', name: 'bash' },
    'text',
  ])('refuses the part %j and names its place', (part) => {
    const input = prompt({ parts: [{ type: 'text', text: 'fine' }, part] })
    const { error } = operations['sessions.prompt'].input.safeParse(input)
    expect(error?.issues.map(({ path }) => path.slice(0, 2).join('.'))).toContain('parts.1')
  })

  it.each([
    { model: 'anthropic/claude' },
    { model: { providerID: 'a', modelID: 'b', extra: 1 } },
    { model: { providerID: '', modelID: 'b' } },
    { agent: '' },
    { variant: '' },
    { messageID: 'ses_0123' },
    { directory: '/elsewhere' },
  ])('refuses %j beside the parts', (more) => {
    expect(accepts('sessions.prompt', prompt(more))).toBe(false)
  })

  it('takes a model, an agent, a variant and a message id', () => {
    const more = {
      model: { providerID: 'a', modelID: 'b' },
      agent: 'plan',
      variant: 'high',
      messageID: MESSAGE,
    }
    expect(operations['sessions.prompt'].input.parse(prompt(more))).toEqual(prompt(more))
  })
})
