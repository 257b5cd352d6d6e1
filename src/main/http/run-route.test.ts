import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { Handlers, OperationContext } from '../../shared/operations'
import { type Call, event, type Fixture, SESSION_ID, send, startFixture, until } from './fixture'

const path = `/api/sessions/${SESSION_ID}/prompt`
const call: Call = { method: 'POST', body: { parts: [{ type: 'text', text: 'Hello' }] } }
const MIB = 1024 * 1024
const messageID = 'msg_0123456789abcdef'
const message = {
  info: { id: 'msg_2', role: 'assistant' },
  parts: [{ id: 'prt_1', type: 'text', text: 'Hi.' }],
} as MessageWithParts

let fixture: Fixture | undefined
const start = async (
  prompt: Handlers['sessions.prompt'] = async () => ({ messageID }),
  more: Parameters<typeof startFixture>[0] = {},
) => {
  fixture = await startFixture({ given: { 'sessions.prompt': prompt }, ...more })
  return fixture
}
afterEach(() => fixture?.server.close())

it('gives the events of the run in order, those from before the answer too, then the message', async () => {
  const { hub, listen, runs, calls } = await start(async () => {
    fixture?.hub.publish([event(2)])
    return { messageID }
  })
  hub.publish([event(1)])
  const listener = await listen(path, call)
  hub.publish([event(3)])
  expect(listener.res.headers['content-type']).toBe('text/event-stream')
  expect(listener.res.headers['x-wheelhouse-message']).toBe(messageID)
  expect(calls[0]?.input).toEqual({ id: SESSION_ID, parts: [{ type: 'text', text: 'Hello' }] })
  expect(runs[0]?.run).toEqual({ sessionID: SESSION_ID, messageID, after: 1 })

  await until(() => listener.numbers().length === 2)
  runs[0]?.sink.end({ kind: 'done', message })
  await until(() => listener.ending())
  expect(listener.frames).toEqual([
    { event: undefined, id: 'epoch1-2', data: { n: 2 } },
    { event: undefined, id: 'epoch1-3', data: { n: 3 } },
    { event: 'done', id: undefined, data: message },
  ])
  expect(listener.ending()).toBe('clean')
  expect(hub.size).toBe(0)
})

it.each([
  ['command', { command: 'init', arguments: 'all' }],
  ['shell', { command: 'ls' }],
])('answers %s in the same way', async (name, body) => {
  fixture = await startFixture({
    given: {
      [`sessions.${name}`]: async (_input: unknown, context: OperationContext) => {
        fixture?.hub.publish([event(1), event(2)])
        context.seq = 1
        return { messageID }
      },
    },
  })
  const { calls, hub, listen, runs } = fixture
  const listener = await listen(`/api/sessions/${SESSION_ID}/${name}`, { method: 'POST', body })
  expect(calls).toEqual([{ name: `sessions.${name}`, input: { id: SESSION_ID, ...body } }])
  // From where the handler says that the run begins.
  expect(runs[0]?.run).toEqual({ sessionID: SESSION_ID, messageID, after: 1 })
  runs[0]?.sink.end({ kind: 'done', message })
  await until(() => listener.ending())
  expect(listener.numbers()).toEqual([2])
  expect(listener.frames.at(-1)).toMatchObject({ event: 'done', data: message })
  expect(hub.size).toBe(0)
})

it('cuts the connection of a client that cannot be written to', async () => {
  const { listen, runs } = await start()
  const listener = await listen(path, call)
  runs[0]?.sink.failed?.(new Error('no more'))
  await until(() => listener.ending())
  expect(listener.ending()).toBe('cut')
  expect(runs[0]?.closed).toBe(true)
})

it('ends with the error of a run that failed', async () => {
  const { listen, runs } = await start()
  const listener = await listen(path, call)
  const error = new AppError('aborted', 'The run was stopped.', { details: { by: 'you' } })
  runs[0]?.sink.end({ kind: 'error', error })
  await until(() => listener.ending())
  expect(listener.frames).toEqual([
    {
      event: 'error',
      id: undefined,
      data: { error: 'The run was stopped.', code: 'aborted', details: { by: 'you' } },
    },
  ])
})

it('says resync in the same form as the event stream', async () => {
  const { listen, runs, hub } = await start()
  const listener = await listen(path, call)
  hub.interrupt()
  await until(() => listener.named('resync')[0])
  expect(listener.frames[0]).toMatchObject({
    event: 'resync',
    id: `epoch1-${hub.seq}`,
    data: { reason: 'upstream', seq: hub.seq },
  })
  expect(runs[0]?.closed).toBe(false)
})

it('answers a refused prompt with an ordinary error and follows nothing', async () => {
  const { ask, runs, hub } = await start(() =>
    Promise.reject(new AppError('engine_unavailable', 'The engine is not running.')),
  )
  const { status, headers, json } = await ask(path, call)
  expect(status).toBe(503)
  expect(headers).toMatchObject({ 'retry-after': '2', 'cache-control': 'no-store' })
  expect(json).toEqual({ error: 'The engine is not running.', code: 'engine_unavailable' })
  expect(runs).toEqual([])
  expect(hub.size).toBe(0)
})

it('stops following when the client leaves, and leaves the run alone', async () => {
  let signal: AbortSignal | undefined
  const { listen, runs, hub, calls } = await start(async (_input, context) => {
    signal = context.signal
    return { messageID }
  })
  const listener = await listen(path, call)
  listener.leave()
  await until(() => runs[0]?.closed)
  expect(hub.size).toBe(0)
  expect(signal?.aborted).toBe(false)
  expect(calls.map(({ name }) => name)).toEqual(['sessions.prompt'])
})

it('lets the engine take the prompt of a client that leaves meanwhile', async () => {
  let take: (() => void) | undefined
  let taken = false
  const { server, runs } = await start(async (_input, { signal }) => {
    await new Promise<void>((resolve) => {
      take = resolve
    })
    taken = !signal.aborted
    return { messageID }
  })
  let left = false
  const watch = (message: unknown) => {
    const { response } = message as { response: ServerResponse }
    response.once('close', () => {
      left = true
    })
  }
  subscribe('http.server.request.start', watch)
  const req = send(server.port, path, call)
  req.on('error', () => undefined)
  await until(() => take)
  unsubscribe('http.server.request.start', watch)
  req.destroy()
  await until(() => left)
  take?.()
  await until(() => taken)
  await server.close()
  expect(runs).toEqual([])
})

it('gives a client that reads late all of the run, then its end', async () => {
  const { hub, listen, runs } = await start(undefined, {
    limits: { count: 1000, bytes: 128 * MIB },
  })
  const listener = await listen(path, call)
  listener.res.pause()
  const all = Array.from({ length: 24 }, (_, index) => index + 1)
  hub.publish(all.map((n) => event(n, MIB)))
  listener.res.resume()
  await until(() => listener.numbers().length === all.length)
  runs[0]?.sink.end({ kind: 'done', message })
  await until(() => listener.ending())
  expect(listener.numbers()).toEqual(all)
  expect(listener.frames.at(-1)?.event).toBe('done')
})

it('cuts the connection and logs once when following fails after the headers are out', async () => {
  const error = new Error('no follower')
  const { listen, log } = await start(undefined, {
    followRun: () => {
      throw error
    },
  })
  const listener = await listen(path, call)
  await until(() => listener.ending())
  expect(listener.ending()).toBe('cut')
  expect(listener.frames).toEqual([])
  expect(log.error).toHaveBeenCalledExactlyOnceWith(expect.any(String), error)
})
