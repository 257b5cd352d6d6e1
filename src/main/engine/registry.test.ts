import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { isRoot, STRANGER } from '../testing/other-user'
import {
  childrenOf,
  eventually,
  isAlive,
  type TestProcesses,
  testProcesses,
  untilGone,
} from '../testing/processes'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { ENGINE_MARK, processStart } from './process-identity'
import { EngineRegistry } from './registry'

let folders: TemporaryFolders
let processes: TestProcesses
let path: string
let log: ReturnType<typeof recordLog>
let registry: EngineRegistry

beforeEach(() => {
  folders = makeTemporaryFolders()
  processes = testProcesses()
  path = join(folders.userData, 'engine', 'running.json')
  log = recordLog()
  registry = new EngineRegistry(path, log)
})
afterEach(() => {
  processes.end()
  folders.remove()
})

/** As the launcher marks an engine. */
const MARK = { [ENGINE_MARK]: 'of-the-test' }
const sleeper = (env: Record<string, string> = MARK) =>
  processes.start(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], env)
const recorded = () => JSON.parse(readFileSync(path, 'utf8'))
const record = (text: string) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

it('remembers which engine runs, where only we may read it, also in a folder that is yet to be', async () => {
  const { pid } = await sleeper()
  await registry.add(pid)
  expect(recorded()).toEqual({ pid, start: await processStart(pid) })
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(dirname(path))).toEqual(['running.json'])
  expect(log.lines).toEqual([])
})

it('forgets what is gone', async () => {
  const { pid } = await sleeper()
  await registry.add(pid)
  await registry.clear()
  expect(existsSync(path)).toBe(false)
  await registry.clear()
  expect(log.lines).toEqual([])
})

it('does not remember what is already gone', async () => {
  await registry.add(0x7fff_fff0)
  expect(existsSync(path)).toBe(false)
})

it('ends what an earlier app left running, says so, and forgets it', async () => {
  const { pid } = await sleeper()
  await registry.add(pid)
  const next = new EngineRegistry(path, log)
  await next.reap()
  await untilGone(pid)
  expect(existsSync(path)).toBe(false)
  expect(log.lines).toEqual([expect.stringMatching(new RegExp(`^warn: .*${pid}`))])
})

it.skipIf(process.platform === 'win32')('ends its process group with it', async () => {
  const { pid } = await processes.start('/bin/sh', ['-c', 'sleep 60 & sleep 60'], MARK)
  await eventually('it has children', () => childrenOf(pid).length === 2)
  const all = [pid, ...childrenOf(pid)]
  await registry.add(pid)
  await registry.reap()
  for (const each of all) await untilGone(each)
})

it('never touches a stranger who has the number but not the start time', async () => {
  const { pid } = await sleeper()
  const start = await processStart(pid)
  record(JSON.stringify({ pid, start: `${start}0` }))
  await registry.reap()
  expect(isAlive(pid)).toBe(true)
  expect(existsSync(path)).toBe(false)
  expect(log.lines).toEqual([])
})

it.skipIf(process.platform === 'win32')(
  'never touches what was not started as an engine, although number and start time are right',
  async () => {
    const { pid } = await sleeper({})
    await registry.add(pid)
    await registry.reap()
    expect(isAlive(pid)).toBe(true)
    expect(existsSync(path)).toBe(false)
    expect(log.lines).toEqual([])
  },
)

it.skipIf(process.platform === 'win32')(
  'ends nothing by a file that is a link, or that others could write',
  async () => {
    const { pid } = await sleeper()
    const text = JSON.stringify({ pid, start: await processStart(pid) })
    const elsewhere = join(folders.home, 'theirs.json')
    record(text)
    renameSync(path, elsewhere)
    symlinkSync(elsewhere, path)
    await registry.reap()
    record(text)
    chmodSync(path, 0o666)
    await registry.reap()
    expect(isAlive(pid)).toBe(true)
    expect(existsSync(path)).toBe(false)
    expect(readFileSync(elsewhere, 'utf8')).toBe(text)
  },
)

it.runIf(isRoot && process.platform === 'linux')(
  'never touches another user’s engine',
  async () => {
    const { pid } = await processes.start(
      'setpriv',
      ['--reuid', String(STRANGER), 'sleep', '300'],
      MARK,
    )
    await eventually('it is theirs', () => statSync(`/proc/${pid}`).uid === STRANGER)
    await registry.add(pid)
    await registry.reap()
    expect(isAlive(pid)).toBe(true)
  },
)

it.each([
  ['is not JSON', '{"pid":'],
  ['is empty', ''],
  ['is something else', '[1, 2]'],
  ['names every process', '{"pid":-1,"start":"x"}'],
  ['names our own group', '{"pid":0,"start":"x"}'],
  ['has no start time', `{"pid":${process.pid},"start":""}`],
  ['names a process that is gone', '{"pid":2147483632,"start":"x"}'],
])('a file that %s is removed and nothing ended', async (_what, text) => {
  record(text)
  await registry.reap()
  expect(existsSync(path)).toBe(false)
  expect(log.lines).toEqual([])
})

it('has nothing to end where nothing is remembered', async () => {
  await registry.reap()
  expect(log.lines).toEqual([])
})

it('does one thing after the other, in the order they were asked', async () => {
  const [left, next] = await Promise.all([sleeper(), sleeper()])
  await registry.add(left.pid)
  registry.reap()
  registry.add(next.pid)
  await registry.settled()
  expect(recorded().pid).toBe(next.pid)
  await untilGone(left.pid)
  expect(isAlive(next.pid)).toBe(true)

  registry.clear()
  registry.add(next.pid)
  registry.clear()
  await registry.settled()
  expect(existsSync(path)).toBe(false)
})

it('a place that cannot be written costs a warning, and what follows is still done', async () => {
  writeFileSync(dirname(path), 'a file where the folder should be')
  const { pid } = await sleeper()
  await registry.add(pid)
  expect(log.lines).toEqual([expect.stringMatching(/^warn: The list of running engines/)])
  await registry.reap()
  expect(isAlive(pid)).toBe(true)
})
