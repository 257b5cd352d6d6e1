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

describe('a restart', () => {
  it('of what was never started is refused', async () => {
    await expect(fakes.supervisor.restart()).rejects.toMatchObject({ code: 'conflict' })
    expect(fakes.statuses).toEqual([])
  })

  it('ends the old engine before it launches the new one in the same directory', async () => {
    fakes = superviseFakes({ obeys: false })
    const { supervisor, launch } = fakes
    const old = await fakes.ready()
    const restart = supervisor.restart()
    expect(supervisor.status).toMatchObject({ state: 'restarting', projectDir: '/project' })
    expect(supervisor.status).not.toHaveProperty('retryAt')
    await quiet()
    expect(old.stops).toEqual(['in its time'])
    expect(old.watched).toBe(false)
    expect(fakes.launches).toHaveLength(1)
    old.end()
    await quiet()
    expect(launch().projectDir).toBe('/project')
    launch().succeed()
    expect(await restart).toMatchObject({ state: 'ready', pid: 2, restarts: 1 })
    expect(fakes.states()).toEqual(['starting', 'ready', 'restarting', 'ready'])
    expect(fakes.transitions()).toContain('ready → restarting (asked to restart)')
  })

  it('during a restart is the same restart, and so is a start', async () => {
    const { supervisor } = fakes
    await fakes.ready()
    const asked = [supervisor.restart(), supervisor.restart(), supervisor.start('/project')]
    await quiet()
    fakes.launch().succeed()
    const all = await Promise.all(asked)
    expect(new Set(all).size).toBe(1)
    expect(fakes.launches).toHaveLength(2)
  })

  it('during a start is that start', async () => {
    const asked = [fakes.supervisor.start('/project'), fakes.supervisor.restart()]
    await quiet()
    fakes.launch().succeed()
    expect(await Promise.all(asked)).toMatchObject([{ restarts: 0 }, { restarts: 0 }])
    expect(fakes.launches).toHaveLength(1)
  })

  it('starts what was stopped, where it was', async () => {
    const { supervisor } = fakes
    await fakes.ready()
    await supervisor.stop()
    const first = supervisor.restart()
    await quiet()
    fakes.launch().succeed()
    expect(await first).toMatchObject({ state: 'ready', pid: 2 })
  })

  it('that is stopped ends the old engine and launches no new one', async () => {
    fakes = superviseFakes({ obeys: false })
    const { supervisor } = fakes
    const old = await fakes.ready()
    const restart = expect(supervisor.restart()).rejects.toEqual(STOPPED)
    const stop = supervisor.stop()
    old.end()
    await Promise.all([restart, stop])
    expect(fakes.launches).toHaveLength(1)
    expect(old.stops).toHaveLength(1)
    expect(fakes.states()).toEqual(['starting', 'ready', 'restarting', 'stopped'])
  })

  it('that is stopped after the old engine went aborts the launch of the new one', async () => {
    const { supervisor } = fakes
    await fakes.ready()
    const restart = expect(supervisor.restart()).rejects.toEqual(STOPPED)
    await quiet()
    expect(fakes.launches).toHaveLength(2)
    await supervisor.stop()
    await restart
    expect(fakes.launch().signal.aborted).toBe(true)
    expect(fakes.alive()).toEqual([])
  })
})
