import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import { explainFailures } from './explain-failure'

const opaque = new AppError('engine_error', 'It failed.', { details: { ref: 'err_1' } })
const context = { signal: new AbortController().signal }

/** What is thrown to whoever asks. */
async function thrown(error: unknown, trouble?: string) {
  const storageTrouble = vi.fn(() => trouble)
  const handlers = { 'engine.status': () => Promise.reject(error) } as unknown as Handlers
  const explained = explainFailures(handlers, { storageTrouble })
  const found = await explained['engine.status']({}, context).catch((it: unknown) => it)
  return { found, looks: storageTrouble.mock.calls.length }
}

describe('a failure that the engine does not explain', () => {
  it('is explained by what is seen of its storage', async () => {
    const { found } = await thrown(opaque, 'The disk is full. Make room.')
    expect(found).toMatchObject({
      code: 'engine_error',
      message: 'The engine could not do it. The disk is full. Make room.',
      details: { ref: 'err_1' },
      cause: opaque,
    })
  })

  it('stays as it is when nothing is seen', async () => {
    expect((await thrown(opaque)).found).toBe(opaque)
  })

  it.each([
    ['says why', new AppError('engine_error', 'No such model.')],
    ['is a refusal', new AppError('not_found', 'No such session.', { details: { ref: 'err_1' } })],
    ['is a defect', new Error('x')],
  ])('is looked into, and nothing that %s', async (_what, error) => {
    const { found, looks } = await thrown(error, 'The disk is full.')
    expect(found).toBe(error)
    expect(looks).toBe(0)
  })
})

it('what succeeds is handed on, with input and context', async () => {
  const list = vi.fn(async () => ['a'])
  const handlers = { 'sessions.list': list } as unknown as Handlers
  const explained = explainFailures(handlers, { storageTrouble: () => 'trouble' })
  expect(await explained['sessions.list']({}, context)).toEqual(['a'])
  expect(list).toHaveBeenCalledWith({}, context)
})
