import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BUSY, type EventsFixture, frame, SESSION, startEvents } from './events-fixture'

let room: EventsFixture
beforeEach(async () => {
  room = await startEvents()
})
afterEach(async () => {
  vi.useRealTimers()
  await room.end()
})

describe('the event room', () => {
  it('announces each state of the engine on the stream', () => {
    room.enter('starting')
    room.enter('failed')
    expect(room.record.calls).toEqual(['wheelhouse.engine.status', 'wheelhouse.engine.status'])
  })

  it('reads the stream of a ready engine, with its password', async () => {
    const { request } = await room.follow()
    expect(request.url).toBe('/global/event')
    expect(request.headers.authorization).toBe(`Basic ${btoa('opencode:secret')}`)
  })

  it('knows what an event says before any subscriber has it', async () => {
    const connection = await room.follow()
    connection.write(frame('session.status', { ...SESSION, status: BUSY }))
    await room.record.untilCalled('session.status')
    expect(room.events.snapshot().statuses).toEqual({ ses_1: BUSY })
  })

  it('passes an event of an unknown form on, and goes on reading', async () => {
    const connection = await room.follow()
    connection.write(frame('session.deleted', { of: 'another kind' }) + frame('b', {}))
    await room.record.untilCalled('b')
    expect(room.record.calls.slice(-2)).toEqual(['session.deleted', 'b'])
    expect(room.log.lines[0]).toContain('session.deleted of an unknown form')
  })

  it('tells everyone to fetch again at the first opening, too: the engine was ready before', async () => {
    await room.follow()
    expect(room.record.calls).toEqual(['wheelhouse.engine.status', 'resync upstream '])
  })

  it('tells of sessions that are busy and that nobody saw begin', async () => {
    room.readStatus = async () => ({ ses_1: BUSY })
    await room.follow()
    expect(room.record.calls.at(-1)).toBe('resync upstream ses_1')
  })

  it('tells everyone to fetch again after a loss, once the true state is known', async () => {
    const first = await room.follow()
    first.write(frame('session.status', { ...SESSION, status: BUSY }))
    await room.record.untilCalled('session.status')
    room.readStatus = async () => ({ ses_2: BUSY })
    first.end()
    await room.record.untilCalled('resync upstream ses_2')
  })

  it('forgets text that is being written when the stream is lost', async () => {
    const connection = await room.follow()
    const part = { id: 'prt_1', ...SESSION, type: 'text', text: 'Hi', time: { start: 1 } }
    connection.write(frame('message.part.updated', { ...SESSION, part }))
    await room.record.untilCalled('message.part.updated')
    connection.end()
    await room.record.untilCalled('resync upstream ', 2)
    const stored = [{ info: {}, parts: [{ ...part, text: '' }] }]
    expect(room.events.liveParts.overlay(stored as never)).toBe(stored)
  })
})

describe('an engine that is gone', () => {
  it('leaves no session busy and no connection open', async () => {
    const connection = await room.follow()
    connection.write(frame('session.status', { ...SESSION, status: BUSY }))
    await room.record.untilCalled('session.status')
    room.enter('failed')
    const { engine, statuses } = room.events.snapshot()
    expect([engine.state, statuses]).toEqual(['failed', {}])
    await connection.closed
  })

  it('and back has its stream read again, and everyone fetches again', async () => {
    await room.follow()
    room.enter('failed')
    await room.follow()
    expect(room.record.calls.at(-1)).toBe('resync upstream ')
  })
})

describe('waiting for the stream', () => {
  it('ends at once while it is followed', async () => {
    await room.follow()
    await room.events.connected()
  })

  it('is refused after 30 s', async () => {
    vi.useFakeTimers()
    const waiting = expect(room.events.connected()).rejects.toMatchObject({
      code: 'engine_unavailable',
    })
    await vi.advanceTimersByTimeAsync(30_000)
    await waiting
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not end for a stream that was lost while the engine was being asked', async () => {
    // Two for each connection: statuses, and what is asked.
    const answers: (() => void)[] = []
    room.readStatus = () => new Promise((resolve) => answers.push(() => resolve({})))
    const connected = vi.fn()
    room.enter('ready')
    const first = await room.source.next()
    await vi.waitUntil(() => answers.length === 2, { interval: 1, timeout: 60_000 })
    room.events.connected().then(connected)
    first.reset()
    await vi.waitUntil(() => room.log.lines.length === 1, { interval: 1, timeout: 60_000 })
    for (const answer of answers.splice(0)) answer()
    await new Promise(setImmediate)
    expect(connected).not.toHaveBeenCalled()
    await room.source.next()
    await vi.waitUntil(() => answers.length === 2, { interval: 1, timeout: 60_000 })
    for (const answer of answers) answer()
    await vi.waitUntil(() => connected.mock.calls.length === 1, { interval: 1, timeout: 60_000 })
  })
})

it('a closed event room reads no more, whatever the engine does', async () => {
  const connection = await room.follow()
  room.events.close()
  await connection.closed
  room.enter('ready')
  await new Promise(setImmediate)
  expect(room.source.requests).toBe(1)
  expect(room.record.calls).toEqual(['wheelhouse.engine.status', 'resync upstream '])
})
