import { describe, expect, it } from 'vitest'
import type { Bridge } from '../../shared/bridge'
import { AppError } from '../../shared/errors'
import { bridgeClient } from './bridge'

const clientOf = (call: () => Promise<unknown>) =>
  bridgeClient(
    {
      call: call as Bridge['call'],
      openEvents: () => undefined,
      pathOf: () => '',
      platform: 'test',
      version: '0',
    },
    new EventTarget() as Window,
  )

describe('a call through the bridge', () => {
  it('answers with the value and the number of the event that it reaches to', async () => {
    const client = clientOf(async () => ({ ok: true, json: '[]', seq: 12 }))
    expect(await client.call('sessions.list', {})).toEqual({ value: [], seq: 12 })
  })

  it('answers with nothing where the operation does', async () => {
    const client = clientOf(async () => ({ ok: true, json: '' }))
    expect(await client.call('sessions.delete', { id: 'ses_1' })).toEqual({
      value: undefined,
      seq: undefined,
    })
  })

  it('throws the error that the other side answered with', async () => {
    const error = { code: 'not_found', message: 'No such session.' }
    const call = clientOf(async () => ({ ok: false, error })).call('sessions.get', { id: 'ses_1' })
    await expect(call).rejects.toThrow(AppError)
    await expect(call).rejects.toMatchObject(error)
  })

  it('has words for a main process that does not serve the call at all', async () => {
    const call = clientOf(() => Promise.reject(new Error('reply was never sent')))
    await expect(call.call('sessions.list', {})).rejects.toMatchObject({
      code: 'internal',
      message: 'The app did not answer. Try again, or restart Wheelhouse.',
    })
  })
})
