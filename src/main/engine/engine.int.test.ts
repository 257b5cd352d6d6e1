import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLogger } from '../logging'
import { wholeClient } from '../testing/engine-client'
import { isAlive } from '../testing/processes'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { createEngine, type Engine } from './engine'

let folders: TemporaryFolders
let engine: Engine

const make = (options: Partial<Parameters<typeof createEngine>[0]> = {}) =>
  createEngine({
    log: createLogger('test'),
    directory: `${folders.userData}/engine`,
    env: folders.env,
    ...options,
  })

beforeEach(() => {
  folders = makeTemporaryFolders()
  engine = make()
})
afterEach(async () => {
  await engine.stopEngine()
  folders.remove()
})

test('ten starts at once start one engine, in the project directory, behind a password', async () => {
  const states: string[] = []
  engine.onStatus(({ state }) => states.push(state))
  const { PATH, OPENCODE_SERVER_PASSWORD } = process.env
  const cwd = process.cwd()
  const starts = Array.from({ length: 10 }, () => engine.startEngine(folders.project))
  // Our own are as before, while it starts with others.
  expect(process.env.PATH).toBe(PATH)
  expect(process.env.OPENCODE_SERVER_PASSWORD).toBe(OPENCODE_SERVER_PASSWORD)
  expect(process.cwd()).toBe(cwd)
  const all = await Promise.all(starts)
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1)
  expect(states).toEqual(['starting', 'ready'])

  const status = engine.getEngineStatus()
  expect(status).toMatchObject({ running: true, state: 'ready', projectDir: folders.project })
  const { data } = await wholeClient(engine).path.get()
  expect(data?.directory).toBe(folders.project)
  expect(data?.home).toBe(folders.home)
  expect((await fetch(`${status.url}/session`)).status).toBe(401)

  await engine.stopEngine()
  expect(isAlive(status.pid)).toBe(false)
  expect(engine.getEngineStatus()).toMatchObject({ running: false, state: 'stopped' })
  expect(() => engine.getClient()).toThrow('not running')
})

test('stopping in the middle of a start leaves no engine', async () => {
  const start = engine.startEngine(folders.project)
  start.catch(() => undefined)
  await engine.stopEngine()
  await expect(start).rejects.toMatchObject({ code: 'engine_unavailable' })
  expect(engine.getEngineStatus().state).toBe('stopped')
})

test('a project directory that does not exist is refused before anything starts', async () => {
  await expect(engine.startEngine('/nowhere/at/all')).rejects.toMatchObject({
    code: 'invalid_input',
  })
  expect(engine.getEngineStatus()).toMatchObject({ state: 'stopped' })
})
