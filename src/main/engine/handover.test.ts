import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { asOrdinaryUser, isRoot, ordinaryUid } from '../testing/other-user'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { prepareHandover } from './handover'

let folders: TemporaryFolders
let directory: string
let log: ReturnType<typeof recordLog>
beforeEach(() => {
  folders = makeTemporaryFolders()
  directory = join(folders.userData, 'engine')
  log = recordLog()
})
afterEach(() => folders.remove())

const prepare = (environment = {}, at = directory) => prepareHandover(at, environment, log)
const file = () => join(directory, 'handover.json')
const contents = () => JSON.parse(readFileSync(file(), 'utf8'))

describe.skipIf(process.platform === 'win32')('a password that is handed over', () => {
  it('is another one than that in the environment, in a file that only we may read', () => {
    const { env, password } = prepare()
    const { password: inside } = contents()
    expect(inside).toMatch(/^[\w-]{43}$/)
    expect(env.OPENCODE_SERVER_PASSWORD).toMatch(/^[\w-]{43}$/)
    expect(env.OPENCODE_SERVER_PASSWORD).not.toBe(inside)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    rmSync(file())
    expect(password()).toBe(inside)
    expect(log.lines).toEqual([])
  })

  it('is a new one each time', () => {
    const first = [prepare().env.OPENCODE_SERVER_PASSWORD, contents().password]
    const second = [prepare().env.OPENCODE_SERVER_PASSWORD, contents().password]
    expect(new Set([...first, ...second]).size).toBe(4)
  })

  it('is what the environment has when the engine did not take the file, which is said', () => {
    const { env, password, ended } = prepare()
    expect(password()).toBe(env.OPENCODE_SERVER_PASSWORD)
    expect(log.lines).toEqual([expect.stringMatching(/^warn: This engine does not take/)])
    ended()
    expect(existsSync(file())).toBe(false)
    ended()
    expect(log.lines).toHaveLength(1)
  })

  it.each(['a?b', 'a\\b'])('is not tried where Bun would find no module: %s', (name) => {
    const { env, password } = prepare({}, join(folders.userData, name))
    expect(env).toEqual({ OPENCODE_SERVER_PASSWORD: password() })
    expect(log.lines).toEqual([expect.stringContaining('cannot be handed over')])
  })

  it.each(['handover.json', 'inside-engine.mjs', 'not to be written to'])(
    'is handed over whatever the agent has put in its way: %s',
    (name) => {
      mkdirSync(join(directory, name, 'deep'), { recursive: true })
      if (isRoot) for (const at of [folders.userData, directory]) chownSync(at, ordinaryUid(), 0)
      if (isRoot) chmodSync(dirname(folders.home), 0o755)
      if (name.startsWith('not')) chmodSync(directory, 0o500)
      const { env } = asOrdinaryUser(() => prepare())
      expect(env).toHaveProperty('BUN_INSPECT_PRELOAD')
      expect(contents().password).not.toBe(env.OPENCODE_SERVER_PASSWORD)
      expect(log.lines).toEqual([])
    },
  )

  it('is not tried where no file can be written, which is no reason not to start', () => {
    writeFileSync(directory, 'in the way')
    const { env, password, ended } = prepare()
    expect(env).toEqual({ OPENCODE_SERVER_PASSWORD: password() })
    expect(log.lines[0]).toContain('cannot be handed over')
    ended()
    expect(readdirSync(folders.userData)).toEqual(['engine'])
  })

  it('takes along the variables that the launcher would lose, and no others', () => {
    const odd = { 'BASH_FUNC_f%%': '() { :; }', 'a.b': '1', '1st': '', é: 'x' }
    prepare({ ...odd, PATH: '/bin', _x1: 'y' })
    expect(contents().environment).toEqual(odd)
  })
})
