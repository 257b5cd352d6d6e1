import type { ChildProcess } from 'node:child_process'
import diagnostics from 'node:diagnostics_channel'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EngineStatus } from '../../shared/engine-types'
import { wholeClient } from '../testing/engine-client'
import { recordLog } from '../testing/log'
import { eventually, halt, isAlive, kill, testProcesses, untilGone } from '../testing/processes'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { findEngineBinary } from './binary'
import { createEngine, type Engine, type EngineOptions } from './engine'
import { OUTPUT_BYTES } from './output-tail'
import { ENGINE_MARK } from './process-identity'
import { EngineRegistry } from './registry'

let folders: TemporaryFolders
let engines: Engine[]
beforeEach(() => {
  folders = makeTemporaryFolders()
  engines = []
})
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()))
  folders.remove()
  vi.unstubAllEnvs()
})

const make = (options: Partial<EngineOptions> = {}) => {
  const engine = createEngine({
    log: recordLog(),
    directory: join(folders.userData, 'engine'),
    env: folders.env,
    ...options,
  })
  engines.push(engine)
  return engine
}
/** Waits until the engine's status fits. */
const until = (engine: Engine, fits: (status: EngineStatus) => boolean) =>
  new Promise<EngineStatus>((resolve) => {
    const look = () => {
      const status = engine.getEngineStatus()
      if (!fits(status)) return
      stop()
      resolve(status)
    }
    const stop = engine.onStatus(look)
    look()
  })
/** The next process that this one starts. */
const nextChild = () =>
  new Promise<ChildProcess>((resolve) => {
    const take = (message: unknown) => {
      diagnostics.unsubscribe('child_process', take)
      const { process: child } = message as { process: ChildProcess }
      child.once('spawn', () => resolve(child))
    }
    diagnostics.subscribe('child_process', take)
  })
const registryFile = () => join(folders.userData, 'engine', 'running.json')
const registered = (): number | undefined =>
  existsSync(registryFile()) ? JSON.parse(readFileSync(registryFile(), 'utf8')).pid : undefined
/** The names that Bun gives to what it unpacks. */
const UNPACKED = /^\.[0-9a-f]{16}-[0-9a-f]{8}\.(so|dylib|dll|node)( \(deleted\))?$/
const librariesIn = (folder: string) => readdirSync(folder).filter((name) => UNPACKED.test(name))
/** Which of them a process has loaded, removed since or not (Linux). */
const loadedBy = (pid: number | undefined) => {
  const paths = readFileSync(`/proc/${pid}/maps`, 'utf8').match(/\/.*/g) ?? []
  return paths.filter((path) => UNPACKED.test(basename(path)))
}

test('killed three times in a row it is back each time, with what was stored and its last words, and leaves no library', async () => {
  vi.stubEnv('BUN_TMPDIR', undefined)
  const engine = make()
  const ours = join(folders.userData, 'engine', 'libraries')
  const unpack = async (pid: number | undefined) => {
    // Looking into a directory loads the library that finds files.
    await wholeClient(engine).file.list({ path: '.' })
    await eventually('it has unpacked a library', () => librariesIn(ours).length > 0)
    if (process.platform !== 'linux') return
    await eventually('it has loaded that', () => loadedBy(pid).length > 0)
    expect([...new Set(loadedBy(pid).map(dirname))]).toEqual([ours])
  }
  let { pid } = await engine.startEngine(folders.project)
  const { data: session } = await engine.getClient().session.create({ title: 'Still here' })
  for (const restarts of [1, 2, 3]) {
    await unpack(pid)
    kill(pid, 'SIGKILL')
    const status = await until(engine, (now) => now.restarts === restarts)
    expect(status).toMatchObject({
      state: 'ready',
      lastError: {
        message: expect.stringContaining('SIGKILL'),
        output: expect.stringContaining('opencode server listening'),
      },
    })
    expect(isAlive(pid)).toBe(false)
    expect(librariesIn(ours)).toEqual([])
    expect(status.pid).not.toBe(pid)
    pid = status.pid
    const { data: sessions } = await engine.getClient().session.list()
    expect(sessions?.map(({ id }) => id)).toEqual([session?.id])
  }
  await eventually('the registry names the last one', () => registered() === pid)

  await unpack(pid)
  await engine.stopEngine()
  expect(librariesIn(ours)).toEqual([])
})

test.skipIf(process.platform === 'win32')(
  'killed while it starts, early or late, it fails with that reason, and can be started again',
  async () => {
    const engine = make()
    for (const when of ['as soon as there is a process', 'when the registry knows it']) {
      const spawned = nextChild()
      const start = engine.startEngine(folders.project)
      const refused = expect(start, when).rejects.toMatchObject({
        code: 'engine_unavailable',
        message: expect.stringMatching(/^The engine did not start: it was ended by SIGKILL\./),
      })
      const { pid } = await spawned
      if (when === 'when the registry knows it') {
        await eventually('it is known', () => registered() === pid)
      }
      kill(pid, 'SIGKILL')
      await refused
      expect(engine.getEngineStatus(), when).toMatchObject({ running: false, state: 'failed' })
      await eventually('the registry has forgotten it', () => registered() === undefined)
    }
    expect(await engine.startEngine(folders.project)).toMatchObject({ state: 'ready' })
  },
)

test.skipIf(process.platform === 'win32')(
  'halted it is replaced as soon as the rule calls that a hang, and stopped all the same',
  async () => {
    const engine = make({ health: { everyMs: 50, misses: 1, silenceMs: 1_000 } })
    const { pid } = await engine.startEngine(folders.project)
    await halt(pid)
    const { lastError, pid: next } = await until(engine, ({ restarts }) => restarts === 1)
    expect(next).not.toBe(pid)
    expect(lastError?.message).toMatch(/did not answer/)
    expect(isAlive(pid)).toBe(false)

    await halt(next)
    await engine.stopEngine()
    expect(isAlive(next)).toBe(false)
    expect(engine.getEngineStatus().state).toBe('stopped')
    expect(registered()).toBeUndefined()
  },
)

test.skipIf(process.platform === 'win32')(
  'what it says without end costs no more than its last 64 KiB',
  async () => {
    const loud = join(folders.home, 'loud')
    const line = 'nothing to see here '.repeat(50)
    writeFileSync(
      loud,
      `#!/bin/sh\nyes '${line}' | head -c 20000000 >&2\necho so it ends >&2\nexec '${findEngineBinary()}' "$@"\n`,
      { mode: 0o700 },
    )
    const engine = make({ findBinary: () => loud })
    const { pid } = await engine.startEngine(folders.project)
    expect((await wholeClient(engine).path.get()).data?.directory).toBe(folders.project)
    kill(pid, 'SIGKILL')
    const { lastError } = await until(engine, ({ state }) => state === 'restarting')
    const output = lastError?.output ?? ''
    expect(output.length).toBeLessThanOrEqual(OUTPUT_BYTES)
    expect(output.length).toBeGreaterThan(OUTPUT_BYTES / 2)
    expect(output).toContain('so it ends')
    expect(output).toContain('opencode server listening')
  },
)

test('a broken configuration of the person fails the start with that reason, until it is mended', async () => {
  const config = join(folders.home, '.config', 'opencode')
  mkdirSync(config, { recursive: true })
  const file = join(config, 'opencode.json')
  writeFileSync(file, '{ broken')
  const engine = make()
  await expect(engine.startEngine(folders.project)).rejects.toMatchObject({
    code: 'engine_unavailable',
  })
  const { state, lastError } = engine.getEngineStatus()
  expect(state).toBe('failed')
  expect(lastError?.message).toContain(
    `it exited with code 1. It said: Error: Config file at ${file}`,
  )
  expect(lastError?.output).toContain('InvalidSymbol at line 1')
  // No colours: it is shown in a window.
  expect(lastError?.output).not.toContain('\u001b')
  expect(() => engine.getClient()).toThrow(file)

  rmSync(file)
  expect(await engine.startEngine(folders.project)).toMatchObject({ state: 'ready' })
})

test('a folder that it cannot use fails the start with that reason', async () => {
  const inTheWay = join(folders.home, 'file')
  writeFileSync(inTheWay, '')
  const engine = make({ env: { ...folders.env, XDG_DATA_HOME: inTheWay } })
  await expect(engine.startEngine(folders.project)).rejects.toThrow(/It said: ENOTDIR: .*file/)
  expect(engine.getEngineStatus().state).toBe('failed')
})

test('a spoilt database fails the start with that reason and the remedy, until it is moved away', async () => {
  const data = join(folders.home, '.local/share/opencode')
  const database = join(data, 'opencode.db')
  const engine = make()
  const spoilt: [put: () => void, said: RegExp, remedy: RegExp][] = [
    [
      () => writeFileSync(database, 'not a database at all'),
      /file is not a database/,
      /opencode\.db is damaged/,
    ],
    [() => mkdirSync(database), /unable to open database file/, /A folder stands where/],
  ]
  for (const [put, said, remedy] of spoilt) {
    mkdirSync(data, { recursive: true })
    put()
    const start = engine.startEngine(folders.project)
    await expect(start).rejects.toMatchObject({ message: expect.stringMatching(said) })
    const { state, lastError } = engine.getEngineStatus()
    expect(state).toBe('failed')
    expect(lastError?.message).toMatch(remedy)
    expect(lastError?.message).toContain(database)
    for (const name of readdirSync(data)) {
      if (name.startsWith('opencode.db')) rmSync(join(data, name), { recursive: true })
    }
  }
  expect(await engine.startEngine(folders.project)).toMatchObject({ state: 'ready' })
  if (process.platform === 'win32') return
  // It makes them readable for all; transcripts and keys are in them.
  const kept = ['.local/share', '.local/state', '.config'].map((name) => join(folders.home, name))
  expect(kept.map((path) => statSync(join(path, 'opencode')).mode & 0o777)).toEqual(
    kept.map(() => 0o700),
  )
})

test('a broken configuration of the project and a port 4096 that somebody has keep no engine from starting', async () => {
  writeFileSync(join(folders.project, 'opencode.json'), '{ broken')
  const somebody = createServer()
  const isOurs = await new Promise<boolean>((resolve) => {
    somebody.once('error', () => resolve(false))
    somebody.listen(4096, '127.0.0.1', () => resolve(true))
  })
  const engine = make()
  const { state, url: first = '' } = await engine.startEngine(folders.project)
  expect(state).toBe('ready')
  // The calls say what is wrong with the project.
  const { error } = await engine.getClient().session.create()
  expect(JSON.stringify(error)).toContain(join(folders.project, 'opencode.json'))

  let url = first
  // Else somebody is the engine of another test, which may have left it meanwhile: then it is ours.
  if (!isOurs && new URL(url).port === '4096') {
    const other = make({ directory: join(folders.userData, 'other') })
    url = (await other.startEngine(folders.project)).url ?? ''
  }
  if (isOurs) await new Promise((resolve) => somebody.close(resolve))
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect(new URL(url).port).not.toBe('4096')
})

test('what an earlier app left running is ended, although nothing is started', async () => {
  const processes = testProcesses()
  try {
    const { pid } = await processes.start(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      [ENGINE_MARK]: 'of-the-test',
    })
    await new EngineRegistry(registryFile(), recordLog()).add(pid)
    make()
    await untilGone(pid)
    await eventually('the registry has forgotten it', () => registered() === undefined)
  } finally {
    processes.end()
  }
})
