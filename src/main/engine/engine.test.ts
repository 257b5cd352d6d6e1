import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { createEngine, type Engine } from './engine'

let folders: TemporaryFolders
let engine: Engine
let states: EngineStatus[]

const MISSING = new AppError('engine_unavailable', 'The OpenCode engine was not found.')

beforeEach(() => {
  folders = makeTemporaryFolders()
  engine = createEngine({
    log: recordLog(),
    directory: join(folders.userData, 'engine'),
    findBinary: () => {
      throw MISSING
    },
  })
  states = []
  engine.onStatus((status) => states.push(status))
})
afterEach(() => folders.remove())

describe('an engine that was never started', () => {
  it('is stopped', () => {
    expect(engine.getEngineStatus()).toMatchObject({
      running: false,
      state: 'stopped',
      restarts: 0,
    })
    expect(engine.getConnection()).toBeUndefined()
  })

  it('gives no client, and says what to do', () => {
    expect(() => engine.getClient()).toThrow(
      expect.objectContaining({
        code: 'engine_unavailable',
        message: 'The engine is not running. Start it first.',
      }),
    )
  })

  it('can be stopped without any effect', async () => {
    await engine.stopEngine()
    expect(states).toEqual([])
  })
})

it('a listener that throws hurts no other', async () => {
  engine.onStatus(() => {
    throw new Error('a broken listener')
  })
  const after: string[] = []
  engine.onStatus(({ state }) => after.push(state))
  await expect(engine.startEngine(folders.project)).rejects.toBe(MISSING)
  expect(after).toEqual(['starting', 'failed'])
})

describe('an engine that cannot start', () => {
  it('fails with the reason, which everyone hears who asks later', async () => {
    await expect(engine.startEngine(folders.project)).rejects.toBe(MISSING)
    expect(states.map(({ state }) => state)).toEqual(['starting', 'failed'])
    expect(engine.getEngineStatus()).toMatchObject({
      running: false,
      state: 'failed',
      projectDir: folders.project,
      lastError: { message: MISSING.message },
    })
    expect(() => engine.getClient()).toThrow(MISSING.message)
  })

  it('may be asked again', async () => {
    await expect(engine.startEngine(folders.project)).rejects.toBe(MISSING)
    await expect(engine.startEngine(folders.project)).rejects.toBe(MISSING)
    expect(states.map(({ state }) => state)).toEqual(['starting', 'failed', 'starting', 'failed'])
  })

  it('is one start for all who ask at once', async () => {
    const starts = [engine.startEngine(folders.project), engine.startEngine(folders.project)]
    await Promise.allSettled(starts)
    expect(states).toHaveLength(2)
  })

  it('refuses a project directory that is not there, before anything starts', async () => {
    const missing = join(folders.project, 'missing')
    await expect(engine.startEngine(missing)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(states).toEqual([])
  })

  it('tells nobody any more who has stopped listening', async () => {
    const heard: string[] = []
    const stop = engine.onStatus(({ state }) => heard.push(state))
    stop()
    await expect(engine.startEngine(folders.project)).rejects.toBe(MISSING)
    expect(heard).toEqual([])
  })
})
