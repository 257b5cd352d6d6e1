import { describe, expect, it } from 'vitest'
import type { EngineStatus } from '../../shared/engine-types'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import { createDemoHandlers } from './demo-handlers'

function setUp(more: Partial<EngineStatus> = {}, busy = false) {
  const calls: string[] = []
  let status: EngineStatus = { running: true, state: 'ready', since: 0, restarts: 0, ...more }
  let isOn = more.demo === true
  const engine = {
    getEngineStatus: () => status,
    stopEngine: async () => calls.push('stop'),
    startEngine: async () => {
      calls.push('start')
      status = { ...status, demo: isOn }
      return status
    },
  } as unknown as Engine
  const events = { projection: { busy } } as unknown as Events
  const demo = {
    set: async (on: boolean) => {
      calls.push(`set ${on}`)
      isOn = on
    },
  }
  const handlers = createDemoHandlers({ engine, events, projectDir: '/p' }, demo)
  return { calls, switchTo: (on: boolean) => handlers['engine.demo']({ on }) }
}

describe('switching the demo', () => {
  it('ends the engine and starts it with what is wanted now', async () => {
    const { calls, switchTo } = setUp()
    expect(await switchTo(true)).toMatchObject({ demo: true })
    expect(calls).toEqual(['set true', 'stop', 'start'])
  })

  it('leaves alone what is so already', async () => {
    const { calls, switchTo } = setUp({ demo: true })
    await switchTo(true)
    expect(calls).toEqual([])
  })

  it('starts an engine that failed, even with what it had', async () => {
    const { calls, switchTo } = setUp({ state: 'failed', running: false })
    await switchTo(false)
    expect(calls).toEqual(['set false', 'stop', 'start'])
  })

  it('ends no run, and no engine that is not ours', async () => {
    const busy = setUp({}, true)
    await expect(busy.switchTo(true)).rejects.toMatchObject({ code: 'conflict' })
    const attached = setUp({ attached: true })
    await expect(attached.switchTo(true)).rejects.toMatchObject({ code: 'conflict' })
    expect([...busy.calls, ...attached.calls]).toEqual([])
  })
})
