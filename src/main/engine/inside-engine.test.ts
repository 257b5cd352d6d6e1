import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRoot, ordinaryUid } from '../testing/other-user'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'

let folders: TemporaryFolders
let directory: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  directory = join(folders.userData, 'engine')
  mkdirSync(directory)
})
afterEach(() => folders.remove())

const handOver = (text: string) => writeFileSync(join(directory, 'handover.json'), text)
const callsOf = () =>
  readdirSync(join(directory, 'calls')).map((id) => ({
    id,
    ...JSON.parse(readFileSync(join(directory, 'calls', id), 'utf8')),
  }))

/** Runs a program with the module before it, as Bun does with the engine; Node has the same parts. */
function run(program: string, who: { uid?: number; gid?: number } = {}) {
  const module = join(directory, 'inside-engine.mjs')
  copyFileSync(fileURLToPath(new URL('inside-engine.mjs', import.meta.url)), module)
  const args = ['--import', pathToFileURL(module).href, '--input-type=module', '-e', program]
  const env = { ...process.env, OPENCODE_SERVER_PASSWORD: 'inherited', BUN_INSPECT_PRELOAD: module }
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    ...who,
    env,
    encoding: 'utf8',
  })
  return { lines: stdout.split('\n').slice(0, -1), stderr, status }
}
const TELL = 'console.log(process.env.OPENCODE_SERVER_PASSWORD)'

describe('inside of the engine', () => {
  it('the password is there until it listens, and then no more', () => {
    handOver('{"password":"inside","environment":{"BASH_FUNC_f%%":"() { :; }"}}')
    const { lines, stderr } = run(`
      ${TELL}
      console.log('opencode server listening on', 'http://127.0.0.1:1')
      ${TELL}
      console.log(JSON.stringify(Object.keys(process.env)))`)
    expect(stderr).toBe('')
    expect(lines.slice(0, 3)).toEqual([
      'inside',
      'opencode server listening on http://127.0.0.1:1',
      'undefined',
    ])
    const names = JSON.parse(lines[3] ?? '')
    expect(names).toContain('BASH_FUNC_f%%')
    expect(names).not.toContain('BUN_INSPECT_PRELOAD')
    expect(existsSync(join(directory, 'handover.json'))).toBe(false)
  })

  it('nothing is changed or said when nothing is handed over', () => {
    expect(run(TELL)).toEqual({ lines: ['inherited'], stderr: '', status: 0 })
    expect(readdirSync(directory)).toEqual(['inside-engine.mjs'])
  })

  it.each(['', '{', 'null'])('what cannot be read, %j, is left, and ends nothing', (text) => {
    handOver(text)
    expect(run(TELL)).toMatchObject({ lines: ['inherited'], status: 0 })
    expect(existsSync(join(directory, 'handover.json'))).toBe(true)
  })

  it.skipIf(process.platform === 'win32')(
    'each call of a shell is marked and remembered, and no other program',
    () => {
      handOver('{"password":"inside","environment":{}}')
      const wrapped = `
        cd -- "$1"
        eval ${JSON.stringify('echo "a\n b"')}
      `
      const { lines, stderr } = run(`
      import { spawn } from 'node:child_process'
      import { once } from 'node:events'
      const TELL = 'console.log(process.env.WHEELHOUSE_CALL)'
      const ended = async (...args) => {
        const child = spawn(...args)
        let said = ''
        child.stdout?.on('data', (chunk) => { said += chunk })
        await once(child, 'close')
        console.log(said.trim())
      }
      await ended('echo $WHEELHOUSE_CALL', [], { shell: '/bin/sh', env: process.env })
      await ended('/bin/sh', ['-c', 'echo "$WHEELHOUSE_CALL"'])
      await ended('/bin/sh', ['-c', ${JSON.stringify(wrapped)}, 'opencode', '/'], {})
      await ended(process.execPath, ['-p', 'process.env.WHEELHOUSE_CALL'])
      await ended(process.execPath, ['-p', 'process.env.WHEELHOUSE_CALL'], { env: {} })`)
      expect(stderr).toBe('')
      const [first = '', second = ''] = lines
      const calls = callsOf()
      expect(calls).toHaveLength(3)
      expect(calls).toContainEqual({
        id: first,
        pid: expect.any(Number),
        ...(process.platform === 'linux' && { start: expect.any(Number) }),
        command: 'echo $WHEELHOUSE_CALL',
      })
      expect(calls).toContainEqual({
        id: second,
        pid: expect.any(Number),
        ...(process.platform === 'linux' && { start: expect.any(Number) }),
        command: 'echo "$WHEELHOUSE_CALL"',
      })
      expect(calls.map(({ command }) => command)).toContain('echo "a\n b"')
      expect(lines.slice(-2)).toEqual(['undefined', 'undefined'])
    },
  )

  it('each call is remembered, of this engine alone, until the app removes it', () => {
    mkdirSync(join(directory, 'calls'))
    writeFileSync(join(directory, 'calls', 'old'), '')
    handOver('{"password":"inside","environment":{}}')
    const { stderr } = run(`
      import { spawn } from 'node:child_process'
      for (let i = 0; i < 20; i += 1) spawn('call ' + i, [], { shell: '/bin/sh' })
      spawn('it is not there', [], { shell: '/nowhere/sh' }).on('error', () => undefined)`)
    expect(stderr).toBe('')
    const numbers = callsOf().map(({ command }) => command)
    expect(numbers.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `call ${i}`).sort())
  })

  it.skipIf(process.platform === 'win32')(
    'a call is marked and remembered whatever an agent has put among them',
    () => {
      handOver('{"password":"inside","environment":{}}')
      const calls = join(directory, 'calls')
      const kept = join(calls, 'kept')
      mkdirSync(kept, { recursive: true })
      writeFileSync(join(kept, 'file'), '')
      // As root it runs as somebody whom modes bind.
      const handover = join(directory, 'handover.json')
      for (const path of [folders.userData, directory, handover, calls, kept]) {
        if (isRoot) chownSync(path, ordinaryUid(), ordinaryUid())
      }
      if (isRoot) chmodSync(dirname(folders.home), 0o755)
      for (const path of [kept, calls]) chmodSync(path, 0o500)
      const { lines, stderr } = run(
        `import { spawn } from 'node:child_process'
        spawn('echo $WHEELHOUSE_CALL', [], { shell: '/bin/sh', stdio: 'inherit' })`,
        isRoot ? { uid: ordinaryUid(), gid: ordinaryUid() } : {},
      )
      chmodSync(kept, 0o700)
      expect(stderr).toContain('EACCES')
      expect(lines).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
      expect(readdirSync(calls).sort()).toEqual([...lines, 'kept'].sort())
    },
  )
})
