import { beforeEach, expect, it } from 'vitest'
import { FakeClock, quiet } from '../testing/fake-clock'
import { HANG_RULE, watchHealth } from './health'

const { everyMs, misses, silenceMs } = HANG_RULE

let clock: FakeClock
let lastByteAt: number
let hangs: string[]
/** Answers the probe that is under way. */
let answer: (answered: boolean) => void
let probes: number
let end: () => void

beforeEach(() => {
  clock = new FakeClock()
  lastByteAt = clock.now()
  hangs = []
  probes = 0
  end = watchHealth({
    rule: HANG_RULE,
    clock,
    lastByteAt: () => lastByteAt,
    probe: () => {
      probes += 1
      return new Promise((resolve) => {
        answer = resolve
      })
    },
    onHang: (reason) => hangs.push(reason),
  })
})

/** Lets the next probe happen and be missed or answered. */
async function probe(answered: boolean): Promise<void> {
  const before = probes
  clock.tick(everyMs)
  expect(probes).toBe(before + 1)
  answer(answered)
  await quiet()
}
async function miss(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await probe(false)
}
/** Nothing is planned any more. */
const over = async () => {
  clock.tick(100 * everyMs)
  await quiet()
  return clock.due.length === 0
}

it('three misses in a row and a silent stream are a hang, said once', async () => {
  lastByteAt -= silenceMs
  await miss(misses - 1)
  expect(hangs).toEqual([])
  await miss(1)
  expect(hangs).toEqual(['did not answer 3 times and sent nothing for 45 s'])
  expect(await over()).toBe(true)
  expect(hangs).toHaveLength(1)
})

it('misses are no hang while bytes come, however many', async () => {
  for (let i = 0; i < 100; i += 1) {
    await miss(1)
    lastByteAt = clock.now()
  }
  expect(hangs).toEqual([])
})

it('misses become a hang when the stream has been silent long enough', async () => {
  await miss(silenceMs / everyMs - 1)
  expect(hangs).toEqual([])
  await miss(1)
  expect(hangs).toEqual(['did not answer 6 times and sent nothing for 30 s'])
})

it('an answer between two misses begins the count anew', async () => {
  await miss(misses - 1)
  await probe(true)
  await miss(misses - 1)
  await probe(true)
  await miss(misses - 1)
  expect(clock.now() - lastByteAt).toBeGreaterThan(silenceMs)
  expect(hangs).toEqual([])
  await miss(1)
  expect(hangs).toHaveLength(1)
})

it('silence alone is no hang while the engine answers', async () => {
  for (let i = 0; i < 100; i += 1) await probe(true)
  expect(hangs).toEqual([])
})

it('one probe is under way at a time', () => {
  clock.tick(10 * everyMs)
  expect(probes).toBe(1)
  expect(clock.due).toEqual([])
})

it('a watch that has ended asks nothing any more', async () => {
  end()
  expect(await over()).toBe(true)
  expect(probes).toBe(0)
})

it('a watch that ends while it asks hears no answer', async () => {
  await miss(silenceMs / everyMs - 1)
  clock.tick(everyMs)
  end()
  answer(false)
  await quiet()
  expect(hangs).toEqual([])
  expect(await over()).toBe(true)
})
