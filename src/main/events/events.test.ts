import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EngineStatus, SessionStatus } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import type { Engine } from '../engine/engine'
import { type CallRecord, recordCalls } from '../testing/calls'
import { envelope } from '../testing/envelopes'
import { type EventSource, startEventSource } from '../testing/event-source'
import { recordLog } from '../testing/log'
import { createEvents, type Events } from './events'

const BUSY: SessionStatus = { type: 'busy' }
const SESSION = { sessionID: 'ses_1' }

let source: EventSource
let events: Events
let log: ReturnType<typeof recordLog>
/** The types of events that reach a subscriber, and `resync <reason> <busy sessions>`. */
let record: CallRecord
/** Answers what is busy in a directory. */
let readStatus: (directory: string) => Promise<Record<string, SessionStatus>>
let enter: (state: EngineStatus['state']) => void

/** An engine in the hand of the test: its states, its statuses, and the source as its stream. */
function engineOf(url: string): Engine {
  let status: EngineStatus = { running: false, state: 'stopped', since: 0, restarts: 0 }
  let listener: ((status: EngineStatus) => void) | undefined
  enter = (state) => {
    status = { running: state === 'ready', state, since: 0, restarts: 0 }
    listener?.(status)
  }
  const client = {
    session: {
      status: async ({ directory }: { directory: string }) => ({
        data: await readStatus(directory),
      }),
    },
  }
  return {
    startEngine: async () => status,
    restartEngine: async () => status,
    noteActivity: () => undefined,
    stopEngine: async () => status,
    close: async () => undefined,
    getEngineStatus: () => status,
    getClient: () => client as unknown as OpencodeClient,
    getConnection: () => (status.running ? { url, password: 'secret' } : undefined),
    onStatus: (given) => {
      listener = given
      return () => {
        listener = undefined
      }
    },
  }
}

const frame = (type: string, properties: object) =>
  `data: ${JSON.stringify(envelope(type, properties))}\n\n`
/** Opens the stream and waits until it is followed. */
const follow = async () => {
  enter('ready')
  const connection = await source.next()
  await events.connected()
  return connection
}

beforeEach(async () => {
  source = await startEventSource()
  log = recordLog()
  record = recordCalls()
  readStatus = async () => ({})
  events = createEvents({ engine: engineOf(source.url), projectDir: '/project', log })
  events.hub.subscribe({
    batch: (batch) => {
      for (const { type } of batch.events) record.note(type)
      return true
    },
    resync: (_seq, reason) => {
      record.note(`resync ${reason} ${Object.keys(events.snapshot().statuses)}`)
      return true
    },
  })
})
afterEach(async () => {
  vi.useRealTimers()
  events.close()
  await source.close()
})

describe('the event room', () => {
  it('announces each state of the engine on the stream', () => {
    enter('starting')
    enter('failed')
    expect(record.calls).toEqual(['wheelhouse.engine.status', 'wheelhouse.engine.status'])
  })

  it('reads the stream of a ready engine, with its password', async () => {
    const { request } = await follow()
    expect(request.url).toBe('/global/event')
    expect(request.headers.authorization).toBe(`Basic ${btoa('opencode:secret')}`)
  })

  it('knows what an event says before any subscriber has it', async () => {
    const connection = await follow()
    connection.write(frame('session.status', { ...SESSION, status: BUSY }))
    await record.untilCalled('session.status')
    expect(events.snapshot().statuses).toEqual({ ses_1: BUSY })
  })

  it('passes an event of an unknown form on, and goes on reading', async () => {
    const connection = await follow()
    connection.write(frame('session.deleted', { of: 'another kind' }) + frame('b', {}))
    await record.untilCalled('b')
    expect(record.calls.slice(-2)).toEqual(['session.deleted', 'b'])
    expect(log.lines[0]).toContain('session.deleted of an unknown form')
  })

  it('tells nobody to fetch again at the first opening: there was nothing to miss', async () => {
    await follow()
    expect(record.calls).toEqual(['wheelhouse.engine.status'])
  })

  it('does tell them when sessions are busy that nobody saw begin', async () => {
    readStatus = async () => ({ ses_1: BUSY })
    await follow()
    expect(record.calls.at(-1)).toBe('resync upstream ses_1')
  })

  it('tells everyone to fetch again after a loss, once the true state is known', async () => {
    const first = await follow()
    first.write(frame('session.status', { ...SESSION, status: BUSY }))
    await record.untilCalled('session.status')
    readStatus = async () => ({ ses_2: BUSY })
    first.end()
    await record.untilCalled('resync upstream ses_2')
  })

  it('asks for every directory that events came from', async () => {
    const asked: string[] = []
    readStatus = async (directory) => {
      asked.push(directory)
      return {}
    }
    const first = await follow()
    const elsewhere = JSON.stringify(envelope('anything', {}, '/elsewhere'))
    first.write(`data: ${elsewhere}\n\n`)
    await record.untilCalled('anything')
    first.end()
    await record.untilCalled('resync upstream ')
    expect(asked).toEqual(['/project', '/project', '/elsewhere'])
  })

  it('follows on when the engine does not say what is busy', async () => {
    readStatus = async () => {
      throw new Error('not now')
    }
    await follow()
    expect(log.lines.some((line) => line.includes('not now'))).toBe(true)
  })

  it('forgets text that is being written when the stream is lost', async () => {
    const connection = await follow()
    const part = { id: 'prt_1', ...SESSION, type: 'text', text: 'Hi', time: { start: 1 } }
    connection.write(frame('message.part.updated', { ...SESSION, part }))
    await record.untilCalled('message.part.updated')
    connection.end()
    await record.untilCalled('resync upstream ')
    const stored = [{ info: {}, parts: [{ ...part, text: '' }] }]
    expect(events.liveParts.overlay(stored as never)).toBe(stored)
  })
})

describe('an engine that is gone', () => {
  it('leaves no session busy and no connection open', async () => {
    const connection = await follow()
    connection.write(frame('session.status', { ...SESSION, status: BUSY }))
    await record.untilCalled('session.status')
    enter('failed')
    const { engine, statuses } = events.snapshot()
    expect([engine.state, statuses]).toEqual(['failed', {}])
    await connection.closed
  })

  it('and back has its stream read again, and everyone fetches again', async () => {
    await follow()
    enter('failed')
    await follow()
    expect(record.calls.at(-1)).toBe('resync upstream ')
  })
})

describe('waiting for the stream', () => {
  it('ends at once while it is followed', async () => {
    await follow()
    await events.connected()
  })

  it('is refused after 5 s', async () => {
    vi.useFakeTimers()
    const waiting = expect(events.connected()).rejects.toMatchObject({ code: 'engine_unavailable' })
    await vi.advanceTimersByTimeAsync(5_000)
    await waiting
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not end for a stream that was lost while the engine was being asked', async () => {
    const answers: (() => void)[] = []
    readStatus = () => new Promise((resolve) => answers.push(() => resolve({})))
    const connected = vi.fn()
    enter('ready')
    const first = await source.next()
    await vi.waitUntil(() => answers.length === 1, { interval: 1 })
    events.connected().then(connected)
    first.reset()
    await vi.waitUntil(() => log.lines.length === 1, { interval: 1 })
    answers[0]?.()
    await new Promise(setImmediate)
    expect(connected).not.toHaveBeenCalled()
    await source.next()
    await vi.waitUntil(() => answers.length === 2, { interval: 1 })
    answers[1]?.()
    await vi.waitUntil(() => connected.mock.calls.length === 1, { interval: 1 })
  })
})

it('a closed event room reads no more, whatever the engine does', async () => {
  const connection = await follow()
  events.close()
  await connection.closed
  enter('ready')
  await new Promise(setImmediate)
  expect(source.requests).toBe(1)
  expect(record.calls).toEqual(['wheelhouse.engine.status'])
})
