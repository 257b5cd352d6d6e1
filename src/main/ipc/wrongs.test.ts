import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { InputIssue } from '../../shared/errors'
import { type Handlers, type OperationName, operations } from '../../shared/operations'
import { recordLog } from '../testing/log'
import { createCallRouter } from './router'
import { VALID_INPUTS } from './valid-inputs'

// Every operation of the table is sent each kind of wrong, as it would arrive from a page that has
// been taken over: whatever structured clone carries.

const names = Object.keys(operations) as OperationName[]
const keysOf = (name: OperationName) =>
  operations[name].input instanceof z.ZodObject ? Object.keys(operations[name].input.shape) : []
const keys = names.flatMap((name) => keysOf(name).map((key) => [name, key] as const))
const ids = names.filter((name) => operations[name].path.includes('/:id'))

/** A call over handlers that only note what reached them. */
async function call(name: unknown, input: unknown) {
  const log = recordLog()
  const reached: unknown[] = []
  const handlers = Object.fromEntries(
    names.map((name) => [name, async (input: unknown) => void reached.push(input)]),
  ) as unknown as Handlers
  const result = await createCallRouter(handlers, log)(
    structuredClone(name),
    structuredClone(input),
  )
  return { result: structuredClone(result), reached, lines: log.lines }
}

/** Expects a refusal of the input that nobody but the page hears of. @returns what is wrong */
async function refused(name: OperationName, input: unknown): Promise<InputIssue[]> {
  const { result, reached, lines } = await call(name, input)
  expect({ reached, lines }).toEqual({ reached: [], lines: [] })
  if (result.ok) throw new Error(`${name} took ${String(input)}`)
  expect(result.error.code).toBe('invalid_input')
  return result.error.details as InputIssue[]
}

const nested = (depth: number, wrap: (inner: unknown) => unknown) => {
  let value: unknown = 'a'
  for (let i = 0; i < depth; i += 1) value = wrap(value)
  return value
}
const circular = () => {
  const value: Record<string, unknown> = {}
  value.self = value
  return value
}
// The context bridge carries 1,000 levels, structured clone a few more.
const DEEP = 1_000

/** No key of any operation takes one of these. */
const WRONG_VALUES: [string, () => unknown][] = [
  ['null', () => null],
  ['an object', () => ({ id: 7 })],
  ['a large number', () => 10n ** 30n],
  ['not a number', () => Number.NaN],
  ['a date', () => new Date()],
  ['a map', () => new Map([['id', 'x']])],
  ['bytes', () => new Uint8Array(8)],
  ['an error', () => new Error('x')],
  ['a boxed string', () => Object('ses_0123456789abcdef')],
  ['an array in itself', () => nested(DEEP, (inner) => [inner])],
  ['an object in itself', () => nested(DEEP, (inner) => ({ inner }))],
  ['what goes round', circular],
  ['a sparse array', () => new Array(100)],
]

describe.each(names)('%s', (name) => {
  it('takes a good input, and refuses the same with anything beside it', async () => {
    const { result, reached } = await call(name, VALID_INPUTS[name])
    expect([result.ok, reached]).toEqual([true, [VALID_INPUTS[name]]])
    expect(keysOf(name)).toEqual(expect.arrayContaining(Object.keys(VALID_INPUTS[name])))
    for (const key of ['surprise', 'constructor', 'toString', '', 'password', 'headers']) {
      await refused(name, { ...VALID_INPUTS[name], [key]: 1 })
    }
  })

  it('refuses what is no object', async () => {
    const wrongs = [undefined, null, '', 'text', 7, 7n, true, [], [VALID_INPUTS[name]]]
    for (const wrong of [...wrongs, new Uint8Array(4), Object('text')]) await refused(name, wrong)
  })

  it('takes nothing from an object of another kind', async () => {
    const input = VALID_INPUTS[name]
    const others = [new Map(Object.entries(input)), new Set([input]), new Date(), /x/, new Blob([])]
    for (const other of others) {
      const { result, reached } = await call(name, other)
      // Either refused, or, where nothing is needed, as if it were empty.
      expect(reached).toEqual(result.ok ? [{}] : [])
    }
  })

  it('refuses depth, and neither overflows nor follows what goes round', async () => {
    for (const value of [nested(DEEP, (inner) => [inner]), circular()]) {
      await refused(name, value)
      await refused(name, { ...VALID_INPUTS[name], surprise: value })
    }
  })

  it('is not changed by a key __proto__', async () => {
    const input = JSON.parse('{"__proto__": {"id": "ses_0123456789abcdef", "polluted": 1}}')
    const { result, reached } = await call(name, { ...structuredClone(input) })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    // Either refused, or, where nothing is needed, as if it were not there.
    if (result.ok) expect(reached).toEqual([{}])
    for (const parsed of reached) expect(parsed).not.toHaveProperty('polluted')
  })
})

it.each(keys)('%s: %s has none of the wrong values', async (name, key) => {
  for (const [what, value] of WRONG_VALUES) {
    const issues = await refused(name, { ...VALID_INPUTS[name], [key]: value() })
    const failing = issues.map(({ path }) => path.split('.')[0])
    expect(failing, `${key} as ${what}`).toContain(key)
  }
})

const WRONG_IDS = [
  '',
  ' ',
  'ses_a b',
  'ses_../../etc',
  'ses_%2e%2e%2f',
  'ses_a\0',
  'ses_a\n',
  '../demo',
  '.',
  '..',
  '-rf',
  'demo/../x',
  'démo',
  '__proto__',
  'a'.repeat(10_000),
]
/** They are of one kind; providers alone go by any name. */
const WRONG_KINDS = ['ses_', 'SES_0123', 'xyz_0123456789', 'demo']

it.each(ids)('%s: the id is none of the wrong ones', async (name) => {
  const wrong = name.startsWith('providers.') ? WRONG_IDS : [...WRONG_IDS, ...WRONG_KINDS]
  for (const id of wrong) {
    const issues = await refused(name, { ...VALID_INPUTS[name], id })
    expect(
      issues.map(({ path }) => path),
      id,
    ).toContain('id')
  }
})

describe('no operation', () => {
  it.each([
    ...Object.getOwnPropertyNames(Object.prototype),
    '',
    'engine',
    'engine.',
    'engine.status ',
    'Engine.status',
    'engine.status\0',
    'sessions.explode',
    'GET /api/sessions',
    'wheelhouse:call',
    'a'.repeat(1_000_000),
  ])('is called %s', async (name) => {
    const { result, reached, lines } = await call(name, {})
    expect(result.ok ? undefined : result.error.code).toBe('not_found')
    expect({ reached, lines }).toEqual({ reached: [], lines: [] })
  })
})
