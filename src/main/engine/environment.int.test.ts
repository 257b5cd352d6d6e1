import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import type { ToolPart } from '@opencode-ai/sdk/v2/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ScriptedModel, startScriptedModel } from '../demo/model'
import { wholeClient } from '../testing/engine-client'
import { recordLog } from '../testing/log'
import { eventually } from '../testing/processes'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { createEngine, type Engine } from './engine'

// One engine, in an environment in which each thing would have kept it from working.
const DEAD_PROXY = 'http://127.0.0.1:9'
/** What the engine starts beside shells writes its environment to a file of its name. */
const REPORT = `
  const { writeFileSync } = require('node:fs')
  writeFileSync(process.argv[2] + '.json', JSON.stringify(process.env))
`

let folders: TemporaryFolders
let model: ScriptedModel
let engine: Engine
let pid: number
let password: string
const log = recordLog()
const ours = (name: string) => join(folders.userData, 'engine', name)
const report = (name: string) => join(folders.home, name)

beforeAll(async () => {
  folders = makeTemporaryFolders()
  model = await startScriptedModel()
  const { home } = folders
  const script = join(home, 'report.cjs')
  writeFileSync(script, REPORT)
  const reporting = (name: string) => [process.execPath, script, report(name)]
  const theirs = `{ // Comments and trailing commas are the engine's own
    "username": "Ada",
    "provider": { "theirs": { "name": "{env:HOME}" } },
    "mcp": { "probe": { "type": "local", "command": ${JSON.stringify(reporting('mcp'))} } },
    "lsp": { "probe": { "command": ${JSON.stringify(reporting('lsp'))}, "extensions": [".txt"] } },
    "formatter": { "probe": { "command": ${JSON.stringify(reporting('formatter'))}, "extensions": [".txt"] } },
  }`
  engine = createEngine({
    log,
    directory: join(folders.userData, 'engine'),
    config: model.config,
    env: {
      ...folders.env,
      PATH: pathWithoutRipgrep(home),
      HTTP_PROXY: DEAD_PROXY,
      https_proxy: DEAD_PROXY,
      no_proxy: 'example.org',
      OPENCODE_SERVER_USERNAME: 'bob',
      OPENCODE_SERVER_PASSWORD: 'hunter2',
      OPENCODE_CONFIG_CONTENT: theirs,
      BUN_BE_BUN: '1',
      BUN_INSPECT: 'ws://127.0.0.1:0/',
      TMPDIR: join(home, 'missing'),
      SHELL: '/bin/false',
      WHEELHOUSE_SECRET: 'ours',
      GIT_DIR: join(home, 'elsewhere.git'),
      'BASH_FUNC_exported%%': '() { echo "an exported function"; }',
    },
  })
  const status = await engine.startEngine(folders.project)
  pid = status.pid ?? 0
  password = engine.getConnection()?.password ?? ''
})
afterAll(async () => {
  await engine?.close()
  await model?.close()
  folders.remove()
})

/** The PATH without the folders that have an rg, and with one of our own to put one in. */
function pathWithoutRipgrep(home: string): string {
  const bin = join(home, 'bin')
  mkdirSync(bin)
  const path = process.env.PATH ?? ''
  return path
    .split(delimiter)
    .filter((folder) => !namesIn(folder).includes('rg'))
    .concat(bin)
    .join(delimiter)
}
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function say(text: string): Promise<ToolPart[]> {
  const client = wholeClient(engine)
  const directory = folders.project
  const { data } = await client.session.create({ directory }, { throwOnError: true })
  const sessionID = data.id
  const parts = [{ type: 'text' as const, text }]
  await client.session.prompt({ sessionID, directory, parts }, { throwOnError: true })
  const messages = await client.session.messages({ sessionID, directory }, { throwOnError: true })
  return messages.data.flatMap(({ parts }) => parts).filter((part) => part.type === 'tool')
}
/** What one tool said at the end of its call. */
async function outputOf(text: string): Promise<string> {
  const [part] = await say(text)
  return part?.state.status === 'completed' ? part.state.output : JSON.stringify(part?.state)
}
const variablesIn = (text: string) =>
  Object.fromEntries(
    text
      .split(/\n|\0/)
      .map((line) => /^([^=]+)=(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, name = '', value = '']) => [name, value]),
  )

describe.skipIf(process.platform === 'win32')('the engine in a hostile environment', () => {
  it('answers with the model that runs on this machine, and the shell has what is the person’s', async () => {
    const shell = variablesIn(await outputOf('run env'))
    expect(shell).toMatchObject({
      HOME: folders.home,
      HTTP_PROXY: DEAD_PROXY,
      https_proxy: DEAD_PROXY,
      no_proxy: 'example.org,127.0.0.1,localhost,::1,[::1]',
      NO_PROXY: 'example.org,127.0.0.1,localhost,::1,[::1]',
      TMPDIR: ours('temporary'),
      PWD: folders.project,
    })
    for (const name of ['BUN_BE_BUN', 'BUN_INSPECT', 'GIT_DIR', 'WHEELHOUSE_SECRET']) {
      expect(shell, name).not.toHaveProperty(name)
    }
    expect(await outputOf('run exported')).toContain('an exported function')
    expect(log.lines.join('\n')).toContain(`${join(folders.home, 'missing')} cannot be used`)
    expect(log.lines.join('\n')).toContain('SHELL is /bin/false')
  })

  it('has the person’s configuration and ours', async () => {
    const { data } = await wholeClient(engine).config.get({ directory: folders.project })
    expect(data).toMatchObject({ username: 'Ada', model: model.config.model })
    expect(data?.provider?.theirs?.name).toBe(folders.home)
    expect(Object.keys(data?.provider ?? {})).toHaveLength(2)
  })

  it('finds with the ripgrep that came with us, and prefers the person’s own', async () => {
    writeFileSync(join(folders.project, 'haystack.txt'), 'hay\nneedle\n')
    expect(await outputOf('use grep {"pattern":"needle"}')).toContain('haystack.txt')
    expect(await outputOf('use glob {"pattern":"hay*"}')).toContain('haystack.txt')
    const query = { directory: folders.project, pattern: 'needle' }
    const { data } = await wholeClient(engine).find.text(query, { throwOnError: true })
    expect(data).toMatchObject([{ path: { text: expect.stringContaining('haystack.txt') } }])

    expect(await outputOf('run command -v rg')).toContain('@vscode/ripgrep-')
    symlinkSync('/bin/true', join(folders.home, 'bin', 'rg'))
    expect(await outputOf('run command -v rg')).toContain(join(folders.home, 'bin', 'rg'))
  })
})

describe.skipIf(process.platform === 'win32')('the engine’s password', () => {
  it('is in the environment of nothing that the engine starts', async () => {
    expect(password).toMatch(/^[\w-]{43}$/)
    expect(engine.getEngineStatus()).not.toHaveProperty('passwordInherited')
    const shell = await outputOf('run env')
    expect(variablesIn(shell).HOME, 'it is an environment').toBe(folders.home)
    // Not awaited: the engine waits long for a language server that says nothing.
    const { data } = await wholeClient(engine).session.create({ directory: folders.project })
    await wholeClient(engine).session.promptAsync({
      sessionID: data?.id ?? '',
      directory: folders.project,
      parts: [{ type: 'text', text: 'write formatted.txt: x' }],
    })
    for (const name of ['mcp', 'lsp', 'formatter']) {
      const path = report(`${name}.json`)
      await eventually(`there is a report of ${name}`, () =>
        namesIn(folders.home).includes(basename(path)),
      )
      await eventually('it is whole', () => statSync(path).size > 0)
      const env = JSON.parse(readFileSync(path, 'utf8'))
      expect(env.HOME, name).toBe(folders.home)
      expect(env, name).not.toHaveProperty('OPENCODE_SERVER_PASSWORD')
      expect(env, name).not.toHaveProperty('BUN_INSPECT_PRELOAD')
    }
    expect(shell).not.toContain('OPENCODE_SERVER_PASSWORD')
    expect(shell).not.toContain(password)
  })

  it('is not where the engine’s environment can be looked at, and one that is there opens nothing', async () => {
    const { url = '' } = engine.getEngineStatus()
    const opens = async (secret: string) => {
      const authorization = `Basic ${Buffer.from(`opencode:${secret}`).toString('base64')}`
      const response = await fetch(new URL('/session', url), { headers: { authorization } })
      return response.ok
    }
    expect(await opens(password)).toBe(true)
    for (const other of ['', 'hunter2']) expect(await opens(other), other).toBe(false)

    // A terminal of the engine's own, which we do not offer, has what C knows of the environment.
    const terminal = await wholeClient(engine).pty.create(
      { directory: folders.project, command: '/bin/sh', args: ['-c', `env >${report('pty')}`] },
      { throwOnError: true },
    )
    expect(terminal.data.pid).toBeGreaterThan(0)
    await eventually('it has told', () => namesIn(folders.home).includes('pty'))
    await eventually('all of it', () => readFileSync(report('pty'), 'utf8').includes('HOME='))
    const places = [readFileSync(report('pty'), 'utf8')]
    if (process.platform === 'linux') places.push(readFileSync(`/proc/${pid}/environ`, 'latin1'))
    for (const place of places) {
      expect(place).not.toContain(password)
      const there = variablesIn(place).OPENCODE_SERVER_PASSWORD
      expect(there).toMatch(/^[\w-]{43}$/)
      expect(await opens(there ?? '')).toBe(false)
    }
  })

  it('is in no file', async () => {
    for (const name of readdirSync(ours('.'), { recursive: true, encoding: 'utf8' })) {
      if (statSync(ours(name)).isFile()) {
        expect(readFileSync(ours(name), 'latin1'), name).not.toContain(password)
      }
    }
    expect(readdirSync(ours('.'))).not.toContain('handover.json')
  })
})

it.skipIf(process.platform === 'win32')(
  'a shell’s call is marked, in all that descends from it, and a file of ours says what it was for',
  async () => {
    const command = `echo "it's $WHEELHOUSE_CALL"; sh -c 'echo and "$WHEELHOUSE_CALL"'`
    const [first, second] = [await outputOf(`run ${command}`), await outputOf(`run ${command}`)]
    const ids = [first, second].map((said) => /it's (\S+)\nand \1\s*$/.exec(said)?.[1] ?? said)
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) {
      const file = join(ours('calls'), id)
      expect(statSync(file).mode & 0o777).toBe(0o600)
      const call = { pid: expect.any(Number), command }
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(call)
    }
    expect(statSync(ours('calls')).mode & 0o777).toBe(0o700)

    // What the person runs, for which the engine writes a script of its own.
    const client = wholeClient(engine)
    const { data } = await client.session.create({ directory: folders.project })
    const at = { sessionID: data?.id ?? '', directory: folders.project }
    await client.session.shell({ ...at, agent: 'build', command }, { throwOnError: true })
    const calls = readdirSync(ours('calls')).map((id) =>
      readFileSync(join(ours('calls'), id), 'utf8'),
    )
    expect(calls.filter((call) => JSON.parse(call).command === command)).toHaveLength(3)
  },
)
