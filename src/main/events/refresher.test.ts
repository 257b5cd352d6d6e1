import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SessionStatus } from '../../shared/engine-types'
import { envelope } from '../testing/envelopes'
import { quiet } from '../testing/fake-clock'
import { recordLog } from '../testing/log'
import { type Activity, ActivityProjection } from './projection'
import { createRefresher, READ_LIMIT_MS, type Refresher } from './refresher'

const BUSY: SessionStatus = { type: 'busy' }
const busy = (...ids: string[]): Activity => ({
  statuses: new Map(ids.map((id) => [id, BUSY])),
  permissions: new Map(),
  questions: new Map(),
})

interface Asked {
  directory: string
  signal: AbortSignal
  answer: (activity: Activity) => void
  fail: (error: Error) => void
}
/** What the engine was asked and has not answered. */
let asked: Asked[]
/** The waits between two attempts that the test has not ended. */
let pauses: { ms: number; end: () => void }[]
let projection: ActivityProjection
let refresher: Refresher
let onNews: ReturnType<typeof vi.fn<() => void>>
let log: ReturnType<typeof recordLog>
let connection: AbortController

beforeEach(() => {
  asked = []
  pauses = []
  projection = new ActivityProjection()
  onNews = vi.fn()
  log = recordLog()
  connection = new AbortController()
  refresher = createRefresher({
    projection,
    read: (directory, signal) =>
      new Promise((answer, fail) => asked.push({ directory, signal, answer, fail })),
    onNews,
    log,
    pause: (ms, signal) =>
      new Promise((end) => {
        pauses.push({ ms, end })
        signal.addEventListener('abort', () => end())
      }),
  })
})
afterEach(() => {
  connection.abort()
  vi.useRealTimers()
})

const status = (sessionID: string, directory: string) =>
  projection.apply(envelope('session.status', { sessionID, status: BUSY }, directory))
const known = () => Object.keys(projection.snapshot().statuses)
const refresh = (...directories: string[]) => refresher.refresh(directories, connection.signal)
const next = () => {
  const one = asked.shift()
  if (!one) throw new Error('the engine is not asked')
  return one
}
/** Ends the wait, and lets the next attempt begin. */
const again = async () => {
  await quiet()
  const [pause] = pauses.splice(0)
  if (!pause) throw new Error('nothing waits')
  pause.end()
  await quiet()
  return pause.ms
}

describe('a refresh', () => {
  it('asks for all directories at once, and takes each answer as it comes', async () => {
    const done = refresh('/a', '/b')
    expect(asked.map(({ directory }) => directory)).toEqual(['/a', '/b'])
    const [a, b] = asked
    b?.answer(busy('ses_b'))
    await quiet()
    expect(known()).toEqual(['ses_b'])
    a?.answer(busy())
    expect(await done).toBe(true)
    expect(onNews).not.toHaveBeenCalled()
  })

  it('says when nothing changed', async () => {
    status('ses_a', '/a')
    const done = refresh('/a')
    next().answer(busy('ses_a'))
    expect(await done).toBe(false)
  })

  it('waits no longer than the limit, whether the request heeds it or not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    status('ses_a', '/a')
    const done = refresh('/a', '/b')
    next()
    next().answer(busy('ses_b'))
    await vi.advanceTimersByTimeAsync(READ_LIMIT_MS)
    expect(await done).toBe(true)
    expect(known()).toEqual(['ses_a', 'ses_b'])
    expect(log.lines).toHaveLength(1)
    expect(log.lines[0]).toContain('What goes on in /a')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends the request at the limit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const done = refresh('/a')
    const { signal } = next()
    await vi.advanceTimersByTimeAsync(READ_LIMIT_MS)
    await done
    expect(signal.aborted).toBe(true)
  })

  it('ends with the connection, says nothing, and is not tried again', async () => {
    const done = refresh('/a')
    const { signal } = next()
    connection.abort()
    expect(await done).toBe(false)
    expect(signal.aborted).toBe(true)
    await quiet()
    expect([pauses, log.lines]).toEqual([[], []])
  })

  it('of a connection that has ended asks nothing', async () => {
    connection.abort()
    expect(await refresh('/a')).toBe(false)
    expect(asked).toEqual([])
  })

  it('ignores an answer after the limit: a later one says what is true', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const done = refresh('/a')
    const late = next()
    await vi.advanceTimersByTimeAsync(READ_LIMIT_MS)
    await done
    late.answer(busy('ses_late'))
    await quiet()
    expect(known()).toEqual([])
  })
})

describe('a directory that fails', () => {
  const failed = async () => {
    const done = refresh('/a')
    next().fail(new Error('not now'))
    await done
  }

  it('is asked again until it answers, and then everyone hears the news', async () => {
    await failed()
    expect(await again()).toBe(1_000)
    next().fail(new Error('not now'))
    expect(await again()).toBe(2_000)
    next().answer(busy('ses_a'))
    await quiet()
    expect(known()).toEqual(['ses_a'])
    expect(onNews).toHaveBeenCalledTimes(1)
    expect([pauses, asked]).toEqual([[], []])
  })

  it('disturbs nobody when what it says was known', async () => {
    status('ses_a', '/a')
    await failed()
    await again()
    next().answer(busy('ses_a'))
    await quiet()
    expect(onNews).not.toHaveBeenCalled()
  })

  it('keeps what was known for three attempts, and then no more', async () => {
    status('ses_a', '/a')
    status('ses_b', '/b')
    await failed()
    await again()
    next().fail(new Error('not now'))
    await quiet()
    expect([known(), onNews.mock.calls.length]).toEqual([['ses_a', 'ses_b'], 0])
    await again()
    next().fail(new Error('not now'))
    await quiet()
    expect([known(), onNews.mock.calls.length]).toEqual([['ses_b'], 1])
    await again()
    next().answer(busy('ses_a'))
    await quiet()
    expect([known(), onNews.mock.calls.length]).toEqual([['ses_b', 'ses_a'], 2])
  })

  it('is asked ever less often, but at least once a minute', async () => {
    await failed()
    const waits: number[] = []
    for (let n = 0; n < 9; n += 1) {
      waits.push(await again())
      next().fail(new Error('not now'))
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1_000))
  })

  it.each(['while it waits', 'while it is asked'])(
    'is left alone when the connection ends %s',
    async (when) => {
      await failed()
      if (when === 'while it is asked') await again()
      connection.abort()
      asked[0]?.answer(busy('ses_a'))
      await quiet()
      expect(known()).toEqual([])
      expect(onNews).not.toHaveBeenCalled()
      expect(asked.length).toBe(when === 'while it is asked' ? 1 : 0)
    },
  )
})

it('waits by the clock when nobody says otherwise, and no longer than the connection lasts', async () => {
  const read = vi.fn(async () => {
    throw new Error('not now')
  })
  await createRefresher({ projection, read, onNews, log }).refresh(['/a'], connection.signal)
  connection.abort()
  await quiet()
  expect(read).toHaveBeenCalledTimes(1)
  expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([])
})
