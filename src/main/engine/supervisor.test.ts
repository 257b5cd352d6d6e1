import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quiet } from '../testing/fake-clock'
import { type SupervisedFakes, superviseFakes } from './supervisor-fixture'

let fakes: SupervisedFakes
beforeEach(() => {
  fakes = superviseFakes()
})
// Each transition is announced once and logged once, whatever the test was about.
afterEach(() => {
  fakes.check()
  expect(fakes.transitions()).toHaveLength(fakes.statuses.length)
})

const STOPPED = expect.objectContaining({ code: 'engine_unavailable' })

describe('a start', () => {
  it('that takes long says why, and goes on', async () => {
    const { supervisor, launch, clock, statuses } = fakes
    const start = supervisor.start('/project')
    await quiet()
    const { since } = supervisor.status
    clock.tick(2_000)
    launch().say('It answers 502.')
    expect(supervisor.status).toMatchObject({
      state: 'starting',
      since,
      lastError: { message: 'It answers 502.', at: clock.now() },
    })
    expect(statuses.at(-1)).toBe(supervisor.status)
    launch().succeed()
    expect(await start).toMatchObject({ state: 'ready' })
    const { status } = supervisor
    launch().say('Too late.')
    expect(supervisor.status).toBe(status)
  })

  it('goes from stopped through starting to ready', async () => {
    const { supervisor, clock, launch } = fakes
    expect(supervisor.status).toEqual({
      running: false,
      state: 'stopped',
      since: clock.now(),
      restarts: 0,
    })
    clock.tick(10)
    const start = supervisor.start('/project')
    expect(supervisor.status).toMatchObject({ running: false, state: 'starting' })
    await quiet()
    expect(launch().projectDir).toBe('/project')
    clock.tick(1_500)
    const engine = launch().succeed()
    expect(await start).toEqual({
      running: true,
      state: 'ready',
      projectDir: '/project',
      url: engine.url,
      pid: engine.pid,
      version: engine.version,
      since: clock.now(),
      restarts: 0,
    })
    expect(supervisor.engine).toBe(engine)
    expect(engine.watched).toBe(true)
    expect(fakes.states()).toEqual(['starting', 'ready'])
    expect(fakes.transitions()).toEqual([
      'stopped → starting (asked to start)',
      'starting → ready (it answers)',
    ])
  })

  it('is one launch for ten who ask at once, and none for who asks later', async () => {
    const starts = Array.from({ length: 10 }, () => fakes.supervisor.start('/project'))
    await quiet()
    fakes.launch().succeed()
    const all = await Promise.all(starts)
    expect(new Set(all)).toEqual(new Set([fakes.supervisor.status]))
    expect(await fakes.supervisor.start('/elsewhere')).toBe(fakes.supervisor.status)
    expect(fakes.launches).toHaveLength(1)
    expect(fakes.states()).toEqual(['starting', 'ready'])
  })

  it('that does not succeed fails with the reason, for all who asked, and can be asked again', async () => {
    const { supervisor, clock, launch } = fakes
    const starts = Promise.allSettled([supervisor.start('/project'), supervisor.start('/project')])
    await quiet()
    clock.tick(20)
    const error = new Error('no room')
    launch().fail(error)
    expect(await starts).toEqual([
      { status: 'rejected', reason: error },
      { status: 'rejected', reason: error },
    ])
    expect(supervisor.status).toMatchObject({
      state: 'failed',
      projectDir: '/project',
      since: clock.now(),
      lastError: { message: 'no room', at: clock.now() },
    })
    expect(clock.due).toEqual([])

    const again = supervisor.start('/project')
    expect(supervisor.status.lastError).toBeUndefined()
    await quiet()
    launch().succeed()
    expect(await again).toMatchObject({ state: 'ready', restarts: 0 })
    expect(fakes.transitions()).toContain('starting → failed (it did not start)')
  })

  it('waits for a stop that is under way', async () => {
    fakes = superviseFakes({ obeys: false })
    const { supervisor } = fakes
    const old = await fakes.ready()
    const stop = supervisor.stop()
    const start = supervisor.start('/project')
    await quiet()
    expect(fakes.launches).toHaveLength(1)
    old.end()
    await stop
    await quiet()
    fakes.launch().succeed()
    expect(await start).toMatchObject({ state: 'ready', pid: 2 })
    expect(fakes.states()).toEqual(['starting', 'ready', 'stopped', 'starting', 'ready'])
  })

  it('that a listener asks for on hearing of the stop waits for the end of the engine, too', async () => {
    let asked: Promise<unknown> | undefined
    fakes = superviseFakes({
      obeys: false,
      onStatus: ({ state }) => {
        if (state === 'stopped') asked ??= fakes.supervisor.start('/project')
      },
    })
    const old = await fakes.ready()
    const stop = fakes.supervisor.stop()
    await quiet()
    expect(fakes.launches).toHaveLength(1)
    old.end()
    await stop
    await quiet()
    fakes.launch().succeed()
    await asked
    expect(fakes.supervisor.status).toMatchObject({ state: 'ready', pid: 2 })
  })
})

describe('a stop', () => {
  it('of what does not run changes nothing', async () => {
    await fakes.supervisor.stop()
    expect(fakes.statuses).toEqual([])
  })

  it('ends a ready engine, its watch too, and resolves when it is gone', async () => {
    fakes = superviseFakes({ obeys: false })
    const engine = await fakes.ready()
    let gone = false
    const stop = fakes.supervisor.stop().then(() => {
      gone = true
    })
    await quiet()
    expect(fakes.supervisor.status).toMatchObject({ state: 'stopped', projectDir: '/project' })
    expect(fakes.supervisor.status).not.toHaveProperty('url')
    expect(engine.stops).toEqual(['in its time'])
    expect(engine.watched).toBe(false)
    expect(gone).toBe(false)
    engine.end()
    await stop
    expect(fakes.states()).toEqual(['starting', 'ready', 'stopped'])
    expect(fakes.transitions().at(-1)).toBe('ready → stopped (asked to stop)')
  })

  it('during a stop is the same stop', async () => {
    fakes = superviseFakes({ obeys: false })
    const engine = await fakes.ready()
    const stops = Promise.all([fakes.supervisor.stop(), fakes.supervisor.stop()])
    await quiet()
    const third = fakes.supervisor.stop()
    engine.end()
    await Promise.all([stops, third])
    expect(engine.stops).toHaveLength(1)
    expect(fakes.states()).toEqual(['starting', 'ready', 'stopped'])
  })

  it('during a start aborts the launch', async () => {
    const start = fakes.supervisor.start('/project')
    await quiet()
    const stop = fakes.supervisor.stop()
    expect(fakes.launch().signal.aborted).toBe(true)
    await expect(start).rejects.toEqual(STOPPED)
    await stop
    expect(fakes.alive()).toEqual([])
    expect(fakes.supervisor.status.lastError).toBeUndefined()
    expect(fakes.states()).toEqual(['starting', 'stopped'])
  })

  it('before the launch has even begun leaves nothing to launch', async () => {
    const start = fakes.supervisor.start('/project')
    const stop = fakes.supervisor.stop()
    await expect(start).rejects.toEqual(STOPPED)
    await stop
    expect(fakes.launches).toEqual([])
    expect(fakes.states()).toEqual(['starting', 'stopped'])
  })

  it('during a start waits until an aborted launch has left nothing behind', async () => {
    fakes = superviseFakes({ obeys: false })
    const start = fakes.supervisor.start('/project')
    await quiet()
    let stopped = false
    const stop = fakes.supervisor.stop().then(() => {
      stopped = true
    })
    await quiet()
    expect(stopped).toBe(false)
    fakes.launch().fail()
    await expect(start).rejects.toEqual(STOPPED)
    await stop
    expect(fakes.states()).toEqual(['starting', 'stopped'])
  })

  it.each(['just before', 'just after'])(
    'ends what came up %s the abort, which nobody hears of as ready',
    async (when) => {
      fakes = superviseFakes({ obeys: false })
      const { supervisor } = fakes
      const start = expect(supervisor.start('/project')).rejects.toEqual(STOPPED)
      await quiet()
      if (when === 'just before') fakes.launch().succeed()
      const stop = supervisor.stop()
      if (when === 'just after') fakes.launch().succeed()
      await quiet()
      const { engine } = fakes.launch()
      expect(engine?.stops).toHaveLength(1)
      engine?.end()
      await Promise.all([start, stop])
      expect(engine?.watched).toBe(false)
      expect(fakes.states()).toEqual(['starting', 'stopped'])
    },
  )

  it('outlives an engine that came up and went in the very moment of the stop', async () => {
    fakes = superviseFakes({ obeys: false })
    const { supervisor, clock } = fakes
    const start = supervisor.start('/project').catch(() => undefined)
    await quiet()
    fakes.launch().succeed().end()
    await Promise.all([start, supervisor.stop()])
    await quiet()
    expect(supervisor.status.state).toBe('stopped')
    expect(clock.due).toEqual([])
    expect(fakes.alive()).toEqual([])
  })

  it('that a listener asks for on hearing of ready holds, also when the engine went right then', async () => {
    let stop: Promise<void> | undefined
    fakes = superviseFakes({
      obeys: false,
      onStatus: ({ state }) => {
        if (state === 'ready') stop = fakes.supervisor.stop()
      },
    })
    const start = fakes.supervisor.start('/project')
    await quiet()
    fakes.launch().succeed().end()
    await start
    await stop
    expect(fakes.supervisor.status.state).toBe('stopped')
    expect(fakes.clock.due).toEqual([])
  })

  it('that comes last wins over a start that still waits for an earlier stop', async () => {
    fakes = superviseFakes({ obeys: false })
    const { supervisor } = fakes
    const engine = await fakes.ready()
    const first = supervisor.stop()
    const waiting = [supervisor.start('/project'), supervisor.restart()].map((promise) =>
      expect(promise).rejects.toEqual(STOPPED),
    )
    const last = supervisor.stop()
    engine.end()
    await Promise.all([first, last, ...waiting])
    await quiet()
    expect(fakes.launches).toHaveLength(1)
    expect(supervisor.status.state).toBe('stopped')
  })

  it('after a failure forgets nothing of it', async () => {
    const start = fakes.supervisor.start('/project').catch(() => undefined)
    await quiet()
    fakes.launch().fail()
    await start
    await fakes.supervisor.stop()
    expect(fakes.supervisor.status).toMatchObject({
      state: 'stopped',
      lastError: { message: 'no start' },
    })
  })
})

it('a listener that throws does no harm, and is logged', async () => {
  fakes = superviseFakes({
    onStatus: () => {
      throw new Error('a bad listener')
    },
  })
  await fakes.ready()
  expect(fakes.supervisor.status.state).toBe('ready')
  await fakes.supervisor.stop()
  expect(fakes.alive()).toEqual([])
  expect(fakes.log.lines.some((line) => line.includes('a bad listener'))).toBe(true)
})
