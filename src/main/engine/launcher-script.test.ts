import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  eventually,
  isAlive,
  kill,
  type TestProcesses,
  testProcesses,
  untilGone,
} from '../testing/processes'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { prepareLauncher } from './launcher'

const ENGINE_PATH = '/usr/bin:/bin:/only/for/the/engine'

/**
 * A script in the engine's place. It says who it is and starts what an engine starts: a child, one
 * in a session of its own, and one that does not care for SIGTERM.
 */
const fakeEngine = (directory: string) => `#!/bin/sh
cd '${directory}'
/usr/bin/env > env
PATH=/usr/bin:/bin
printf '%s\\n' "$@" > arguments
sleep 300 &
child=$!
perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV' sleep 300 &
apart=$!
(trap '' TERM; exec sleep 300) &
echo "$$ $child $apart $!" > pids.new
mv pids.new pids
wait
`

/** What a fake engine said of itself. */
interface Said {
  pid: number
  children: number[]
  env: string[]
  arguments: string[]
}

let folders: TemporaryFolders
let processes: TestProcesses
let started: ChildProcess[]

beforeEach(() => {
  folders = makeTemporaryFolders()
  processes = testProcesses()
  started = []
})
afterEach(async () => {
  // Then the watcher, which only this pipe keeps, ends by itself.
  for (const child of started) child.stdin?.destroy()
  processes.end()
  for (const child of started) if (!child.stderr?.closed) await once(child, 'close')
  folders.remove()
})

/** Writes an engine, and prepares the launcher for it. */
function prepare(name: string, path = ENGINE_PATH) {
  const directory = join(folders.project, name)
  mkdirSync(directory)
  const binary = join(directory, 'engine')
  writeFileSync(binary, fakeEngine(directory), { mode: 0o700 })
  const env = prepareLauncher(binary, join(folders.userData, 'engine'), path)
  const said = async (): Promise<Said> => {
    await eventually(`${name} runs`, () => existsSync(join(directory, 'pids')))
    const read = (file: string) => readFileSync(join(directory, file), 'utf8').trim()
    const [pid = 0, ...children] = read('pids').split(' ').map(Number)
    for (const each of [pid, ...children]) processes.adopt(each)
    return { pid, children, env: read('env').split('\n'), arguments: read('arguments').split('\n') }
  }
  return { env: { ...process.env, ...env }, said }
}

/** Starts an engine as the SDK does. */
async function start(name = 'engine') {
  const { env, said } = prepare(name)
  const child = spawn('opencode', ['serve', '--port=0', 'a b'], { env })
  started.push(child)
  child.stdout.resume()
  child.stderr.resume()
  if (child.pid !== undefined) processes.adopt(child.pid)
  return { child, engine: await said() }
}

const untilAllGone = async ({ pid, children }: Said) => {
  for (const each of [pid, ...children]) await untilGone(each)
}

describe.skipIf(process.platform === 'win32')('what the launcher starts', () => {
  it('has the process id that the SDK holds, and its arguments', async () => {
    const { child, engine } = await start()
    expect(engine.pid).toBe(child.pid)
    expect(engine.arguments).toEqual(['serve', '--port=0', 'a b'])
  })

  it('sees the PATH that is meant for it, and nothing of how it was launched', async () => {
    const { engine } = await start()
    expect(engine.env).toContain(`PATH=${ENGINE_PATH}`)
    expect(engine.env.filter((line) => line.startsWith('WHEELHOUSE_LAUNCH_'))).toEqual([])
    expect(engine.env.filter((line) => line.startsWith('WHEELHOUSE_ENGINE_ID='))).toHaveLength(1)
  })

  it('is started, and ended, when nothing is on its PATH; what the person has stays as it is', async () => {
    const { env, said } = prepare('engine', '/only/for/the/engine')
    const theirs = { id: 'theirs', tool: 'theirs', binary: 'theirs' }
    const child = spawn('opencode', [], { env: { ...env, ...theirs } })
    started.push(child)
    const engine = await said()
    expect(engine.env).toEqual(
      expect.arrayContaining([
        'PATH=/only/for/the/engine',
        'id=theirs',
        'tool=theirs',
        'binary=theirs',
      ]),
    )
    const closed = once(child, 'close')
    kill(engine.pid, 'SIGKILL')
    await closed
    expect([engine.pid, ...engine.children].filter(isAlive)).toEqual([])
  })

  it('ends with all its children when its parent is gone', async () => {
    const { child, engine } = await start()
    child.stdin.end()
    await untilAllGone(engine)
  })

  it('leaves no children when it is killed, and its output ends only after theirs', async () => {
    const { child, engine } = await start()
    const closed = once(child, 'close')
    kill(engine.pid, 'SIGKILL')
    await closed
    expect([engine.pid, ...engine.children].filter(isAlive)).toEqual([])
  })

  it('is all that ends: neither a stranger nor another engine is touched', async () => {
    const stranger = await processes.start('sleep', ['300'])
    const { engine: other } = await start('other')
    const { child, engine } = await start()
    const closed = once(child, 'close')
    kill(engine.pid, 'SIGKILL')
    await closed
    await untilAllGone(engine)
    expect([stranger.pid, other.pid, ...other.children].filter((pid) => !isAlive(pid))).toEqual([])
  })

  /** Starts an app that starts an engine, kills its whole process group, and waits for the end. */
  const killApp = async ({ env, said }: ReturnType<typeof prepare>) => {
    const app = spawn(
      process.execPath,
      ['-e', 'require("node:child_process").spawn("opencode", []); setInterval(() => {}, 1000)'],
      { env, detached: true, stdio: 'ignore' },
    )
    const pid = app.pid ?? 0
    processes.adopt(pid)
    const engine = await said()
    kill(-pid, 'SIGKILL')
    await untilAllGone(engine)
  }

  it('ends with all its children when the whole process group of the app is killed', () =>
    killApp(prepare('engine')))

  it.skipIf(process.platform !== 'linux')('does not start before its watcher is safe', async () => {
    const slow = join(folders.project, 'slow')
    mkdirSync(slow)
    const setsid = '#!/bin/sh\n[ "$2" = --watch ] && sleep 0.5\nexec /usr/bin/setsid "$@"\n'
    writeFileSync(join(slow, 'setsid'), setsid, { mode: 0o700 })
    await killApp(prepare('engine', `${slow}:${ENGINE_PATH}`))
  })

  it.skipIf(process.platform !== 'linux')(
    'does not bear the mark of an engine in which the app itself was started',
    async () => {
      // Or the end of that one would take the watcher of this one away, and nothing else.
      const outer = `WHEELHOUSE_ENGINE_ID=${randomUUID()}`
      const { env, said } = prepare('engine')
      const [name = '', id] = outer.split('=')
      const child = spawn('opencode', [], { env: { ...env, [name]: id } })
      started.push(child)
      await said()
      const bearsMark = (pid: string) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(outer)
        } catch {
          return false
        }
      }
      await eventually('nobody bears it', () => !readdirSync('/proc').some(bearsMark))
    },
  )
})
