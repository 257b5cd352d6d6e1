import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createQuit, QUIT_LIMIT_MS } from './quit'
import { recordLog } from './testing/log'

let log: ReturnType<typeof recordLog>
let exits: number[]
let stops: number
let finish: () => void
let fail: (error: Error) => void

/** The way out, with parts that stop when the test says so. */
const quitOf = () => {
  const stopped = new Promise<void>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  return createQuit({
    stop: () => {
      stops += 1
      return stopped
    },
    exit: (code) => exits.push(code),
    log,
  })
}
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  log = recordLog()
  exits = []
  stops = 0
})
afterEach(() => {
  vi.useRealTimers()
})

describe('quitting', () => {
  it('stops every part, waits for that, and then exits', async () => {
    const quit = quitOf()
    quit()
    await settle()
    expect([stops, exits]).toEqual([1, []])
    finish()
    await settle()
    expect(exits).toEqual([0])
    expect(log.lines).toEqual([])
  })

  it('asked for ten times stops once and exits once', async () => {
    const quit = quitOf()
    for (let i = 0; i < 10; i += 1) quit()
    finish()
    await settle()
    quit()
    await settle()
    expect([stops, exits]).toEqual([1, [0]])
  })

  it('keeps the exit code that it was asked for with', async () => {
    const quit = quitOf()
    quit(3)
    finish()
    await settle()
    expect(exits).toEqual([3])
  })

  it('keeps the first code that is not zero, even of one that came later', async () => {
    const quit = quitOf()
    quit()
    quit(2)
    quit(3)
    quit(0)
    finish()
    await settle()
    expect(exits).toEqual([2])
  })

  it('exits with 1 and says why when a part did not stop cleanly', async () => {
    const quit = quitOf()
    quit()
    fail(new Error('the listener hangs'))
    await settle()
    expect(exits).toEqual([1])
    expect(log.lines).toEqual([expect.stringContaining('the listener hangs')])
  })

  it('keeps its code when a part did not stop cleanly', async () => {
    const quit = quitOf()
    quit(4)
    fail(new Error('no'))
    await settle()
    expect(exits).toEqual([4])
  })
})

describe('a part that does not stop', () => {
  it('holds up the exit for 8 s and no longer', async () => {
    const quit = quitOf()
    quit()
    await vi.advanceTimersByTimeAsync(QUIT_LIMIT_MS - 1)
    expect(exits).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(exits).toEqual([1])
    expect(log.lines).toEqual([expect.stringContaining('8000 ms')])
  })

  it('leaves the code as it was asked for', async () => {
    const quit = quitOf()
    quit(5)
    await vi.advanceTimersByTimeAsync(QUIT_LIMIT_MS)
    expect(exits).toEqual([5])
  })

  it('leaves no timer behind when it stops in time after all', async () => {
    const quit = quitOf()
    quit()
    finish()
    await settle()
    expect(vi.getTimerCount()).toBe(0)
  })
})
