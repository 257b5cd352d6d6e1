import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quiet } from '../testing/fake-clock'
import { BACKOFF_MS } from './breaker'
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

describe('after a crash', () => {
  it('the engine is back, and what went wrong stays readable', async () => {
    const { supervisor, clock, launch } = fakes
    const engine = await fakes.ready()
    clock.tick(1_000)
    const at = clock.now()
    await crash(engine)
    const lastError = {
      message: 'The engine stopped: it was ended by SIGSEGV.',
      output: 'last words of 1',
      at,
    }
    expect(supervisor.status).toEqual({
      running: false,
      state: 'restarting',
      projectDir: '/project',
      since: at,
      restarts: 0,
      retryAt: at + BACKOFF_MS.first,
      lastError,
    })
    expect(engine.watched).toBe(false)
    expect(engine.stops).toEqual([])

    clock.tick(BACKOFF_MS.first - 1)
    await quiet()
    expect(fakes.launches).toHaveLength(1)
    clock.tick(1)
    await quiet()
    expect(launch().projectDir).toBe('/project')
    launch().succeed()
    await quiet()
    expect(supervisor.status).toMatchObject({ state: 'ready', pid: 2, restarts: 1, lastError })
    expect(supervisor.status).not.toHaveProperty('retryAt')
    expect(fakes.states()).toEqual(['starting', 'ready', 'restarting', 'ready'])
    expect(fakes.transitions()[2]).toBe('ready → restarting (it was ended by SIGSEGV)')
    expect(fakes.log.lines.join('\n')).toContain('last words of 1')
  })

  it.each([
    [0, [188, 375, 750, 1_500, 3_000, 3_750, 3_750]],
    [0.5, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]],
    [1, [313, 625, 1_250, 2_500, 5_000, 6_250, 6_250]],
  ])('the waits double up to 5 s, give or take a quarter: at random %d', async (random, waits) => {
    fakes = superviseFakes({ random: () => random, breaker: Number.POSITIVE_INFINITY })
    let engine = await fakes.ready()
    for (const ms of waits) {
      await crash(engine)
      expect(fakes.waiting()).toBe(ms)
      expect(fakes.supervisor.status.retryAt).toBe(fakes.clock.now() + ms)
      engine = await fakes.comeBack()
    }
    expect(fakes.supervisor.status.restarts).toBe(waits.length)
  })

  it('launches that fail are tried again with the same growing waits', async () => {
    const { supervisor, clock, launch } = fakes
    const engine = await fakes.ready()
    await crash(engine)
    const { since } = supervisor.status
    for (const ms of [500, 1_000, 2_000]) {
      await fakes.passBackoff()
      launch().fail(new Error(`not before ${ms}`))
      await quiet()
      expect(supervisor.status).toMatchObject({
        state: 'restarting',
        since,
        retryAt: clock.now() + ms,
        lastError: { message: `not before ${ms}`, at: clock.now() },
      })
      expect(fakes.waiting()).toBe(ms)
    }
    await fakes.comeBack()
    expect(supervisor.status).toMatchObject({ state: 'ready', restarts: 1 })
    expect(fakes.transitions()).toContain('restarting → restarting (it did not come back)')
  })

  it('a late word of the old engine changes nothing for the new one', async () => {
    const { supervisor } = fakes
    const old = await fakes.ready()
    const late = old.hang
    await crash(old)
    await fakes.comeBack()
    const { status } = supervisor
    late('did not answer')
    await quiet()
    expect(supervisor.status).toBe(status)
  })

  it.each(['start', 'restart'] as const)('a %s hurries the wait', async (what) => {
    const { supervisor, clock, launch } = fakes
    await crash(await fakes.ready())
    const asked = what === 'start' ? supervisor.start('/project') : supervisor.restart()
    await quiet()
    expect(clock.due).toEqual([])
    expect(fakes.launches).toHaveLength(2)
    launch().succeed()
    expect(await asked).toMatchObject({ state: 'ready', pid: 2 })
  })

  it('a stop ends the wait', async () => {
    const { supervisor, clock } = fakes
    await crash(await fakes.ready())
    const asked = expect(supervisor.start('/project')).rejects.toMatchObject({
      code: 'engine_unavailable',
    })
    await supervisor.stop()
    await asked
    expect(clock.due).toEqual([])
    expect(fakes.launches).toHaveLength(1)
    expect(supervisor.status.state).toBe('stopped')
    expect(supervisor.status).not.toHaveProperty('retryAt')
  })
})

describe('an engine that hangs', () => {
  beforeEach(() => {
    fakes = superviseFakes({ obeys: false })
  })

  it('is ended at once, and gone before the next one is launched', async () => {
    const { supervisor, clock } = fakes
    const engine = await fakes.ready()
    engine.hang('did not answer 3 times')
    expect(supervisor.status).toMatchObject({
      state: 'restarting',
      lastError: { message: 'The engine stopped: it did not answer 3 times.' },
    })
    expect(engine.watched).toBe(false)
    await quiet()
    expect(engine.stops).toEqual(['at once'])
    clock.tick(BACKOFF_MS.most * 2)
    await quiet()
    expect(fakes.launches).toHaveLength(1)
    engine.end('was ended by SIGKILL')
    await quiet()
    clock.tick(BACKOFF_MS.most * 2)
    await quiet()
    fakes.launch().succeed()
    await quiet()
    expect(supervisor.status).toMatchObject({ state: 'ready', pid: 2, restarts: 1 })
    expect(fakes.transitions()[2]).toBe('ready → restarting (it did not answer 3 times)')
  })

  it('is stopped without a wait for its backoff', async () => {
    const { supervisor, clock } = fakes
    const engine = await fakes.ready()
    engine.hang('did not answer')
    const stop = supervisor.stop()
    await quiet()
    engine.end()
    await stop
    expect(clock.due).toEqual([])
    expect(fakes.launches).toHaveLength(1)
    expect(engine.stops).toHaveLength(1)
    expect(supervisor.status.state).toBe('stopped')
  })

  it('is replaced without a wait for its backoff when somebody asks', async () => {
    const { supervisor } = fakes
    const engine = await fakes.ready()
    engine.hang('did not answer')
    const start = supervisor.start('/project')
    await quiet()
    engine.end()
    await quiet()
    expect(fakes.launches).toHaveLength(2)
    fakes.launch().succeed()
    expect(await start).toMatchObject({ state: 'ready', pid: 2 })
  })

  it('as the last straw still ends before a new one is launched, or before a stop resolves', async () => {
    fakes = superviseFakes({ obeys: false, breaker: 1 })
    const { supervisor } = fakes
    const engine = await fakes.ready()
    engine.hang('did not answer')
    await quiet()
    expect(supervisor.status.state).toBe('failed')
    expect(engine.stops).toEqual(['at once'])
    const start = supervisor.start('/project').catch(() => undefined)
    await quiet()
    expect(fakes.launches).toHaveLength(1)
    let stopped = false
    const stop = supervisor.stop().then(() => {
      stopped = true
    })
    await quiet()
    expect(stopped).toBe(false)
    engine.end()
    await Promise.all([start, stop])
    expect(fakes.launches).toHaveLength(1)
  })

  it('and cannot be ended is logged; its late end does not touch the next one', async () => {
    const { supervisor, clock } = fakes
    const engine = await fakes.ready()
    engine.stop = () => Promise.reject(new Error('it is not ours'))
    engine.hang('did not answer')
    await quiet()
    clock.tick(BACKOFF_MS.most * 2)
    await quiet()
    fakes.launch().succeed()
    await quiet()
    const { status } = supervisor
    expect(status.state).toBe('ready')
    engine.end()
    await quiet()
    expect(supervisor.status).toBe(status)
    expect(fakes.log.lines.some((line) => line.includes('it is not ours'))).toBe(true)
  })
})
