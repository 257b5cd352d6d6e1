import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quiet } from '../testing/fake-clock'
import { BACKOFF_MS, BREAKER } from './breaker'
import { crash, type SupervisedFakes, superviseFakes } from './supervisor-fixture'

let fakes: SupervisedFakes
beforeEach(() => {
  fakes = superviseFakes()
})
// Each transition is announced once and logged once, whatever the test was about.
afterEach(() => {
  fakes.check()
  expect(fakes.transitions()).toHaveLength(fakes.statuses.length)
})

/** Crashes it until it is given up. */
async function openBreaker(): Promise<void> {
  let engine = await fakes.ready()
  for (let crashes = 1; crashes < BREAKER.crashes; crashes += 1) {
    await crash(engine)
    engine = await fakes.comeBack()
  }
  await crash(engine)
}

describe('the breaker', () => {
  it('opens after five crashes within a minute: nothing is tried any more', async () => {
    const { supervisor, clock } = fakes
    await openBreaker()
    expect(supervisor.status).toMatchObject({
      running: false,
      state: 'failed',
      restarts: 4,
      lastError: {
        message: expect.stringContaining('5 times within a minute'),
        output: 'last words of 5',
        at: clock.now(),
      },
    })
    expect(fakes.transitions().at(-1)).toBe('ready → failed (too many crashes)')
    expect(clock.due).toEqual([])
    clock.tick(10 * BREAKER.withinMs)
    await quiet()
    expect(fakes.launches).toHaveLength(5)
  })

  it('counts launches that fail, too, and tells whoever asked meanwhile', async () => {
    const { supervisor, clock, launch } = fakes
    await crash(await fakes.ready())
    await fakes.passBackoff()
    const asked = expect(supervisor.start('/project')).rejects.toThrow('no start 4')
    for (let failures = 1; failures <= 4; failures += 1) {
      launch().fail(new Error(`no start ${failures}`))
      await quiet()
      if (failures < 4) await fakes.passBackoff()
    }
    await asked
    expect(supervisor.status).toMatchObject({
      state: 'failed',
      lastError: { message: 'no start 4' },
    })
    expect(clock.due).toEqual([])
  })

  it.each(['start', 'restart'] as const)(
    'is closed by a %s, which begins with a clean count',
    async (what) => {
      const { supervisor } = fakes
      await openBreaker()
      const asked = what === 'start' ? supervisor.start('/project') : supervisor.restart()
      await quiet()
      const engine = fakes.launch().succeed()
      expect(await asked).toMatchObject({ state: 'ready' })
      await crash(engine)
      expect(supervisor.status.state).toBe('restarting')
      expect(fakes.waiting()).toBe(BACKOFF_MS.first)
    },
  )

  it('stays closed while fewer than five crashes fall into any one minute', async () => {
    const { supervisor, clock } = fakes
    let engine = await fakes.ready()
    for (let crashes = 1; crashes <= 20; crashes += 1) {
      await crash(engine)
      expect(supervisor.status.state).toBe('restarting')
      engine = await fakes.comeBack()
      clock.tick(15_000)
    }
    expect(supervisor.status.restarts).toBe(20)
  })

  it('never opens for an engine that may come and go as it likes', async () => {
    fakes = superviseFakes({ breaker: Number.POSITIVE_INFINITY })
    let engine = await fakes.ready()
    for (let crashes = 1; crashes <= 30; crashes += 1) {
      await crash(engine)
      expect(fakes.waiting()).toBeLessThanOrEqual(BACKOFF_MS.most)
      engine = await fakes.comeBack()
    }
    expect(fakes.supervisor.status).toMatchObject({ state: 'ready', restarts: 30 })
  })
})
