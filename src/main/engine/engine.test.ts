import { readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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

it('an engine that runs elsewhere and does not come says what is there instead', async () => {
  let status = 502
  const server = createServer((_request, response) => void response.writeHead(status).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const attached = createEngine({
    log: recordLog(),
    directory: join(folders.userData, 'engine'),
    attach: { url, password: '' },
  })
  const said = new Promise<EngineStatus>((resolve) => {
    attached.onStatus((now) => now.lastError && resolve(now))
  })
  const start = attached.startEngine(folders.project)
  try {
    const { state, lastError } = await said
    expect([state, lastError?.message]).toEqual(['starting', expect.stringContaining(url)])
    expect(() => attached.getClient()).toThrow('It answered 502.')
    status = 404
    await expect(start).rejects.toThrow('is no OpenCode engine')
    expect(() => attached.getClient()).toThrow('is no OpenCode engine')
  } finally {
    await attached.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
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

describe.skipIf(process.platform === 'win32')('what a failing engine has unpacked', () => {
  const LIBRARY = '.0123456789abcdef-00000000.so'
  const SCRIPT = `#!/bin/sh\necho "in $BUN_TMPDIR"\n>"$BUN_TMPDIR/${LIBRARY}"\nexit 1\n`
  const outputOf = async (env: Record<string, string> = {}) => {
    const binary = join(folders.userData, 'failing')
    writeFileSync(binary, SCRIPT, { mode: 0o700 })
    const directory = join(folders.userData, 'engine')
    const failing = createEngine({ log: recordLog(), directory, env, findBinary: () => binary })
    await expect(failing.startEngine(folders.project)).rejects.toMatchObject({
      code: 'engine_unavailable',
    })
    await failing.close()
    return failing.getEngineStatus().lastError?.output
  }
  afterEach(() => vi.unstubAllEnvs())

  it('was put into a folder of ours and is gone', async () => {
    vi.stubEnv('BUN_TMPDIR', undefined)
    const ours = join(folders.userData, 'engine', 'libraries')
    expect(await outputOf()).toBe(`in ${ours}`)
    expect(readdirSync(ours)).toEqual([])
    expect(process.env.BUN_TMPDIR).toBeUndefined()
  })

  it('is left where the person wants it, wherever that is said', async () => {
    expect(await outputOf({ BUN_TMPDIR: folders.project })).toBe(`in ${folders.project}`)
    vi.stubEnv('BUN_TMPDIR', folders.home)
    expect(await outputOf()).toBe(`in ${folders.home}`)
    expect(readdirSync(folders.project)).toContain(LIBRARY)
    expect(readdirSync(folders.home)).toContain(LIBRARY)
  })
})

describe.skipIf(process.platform === 'win32')('an engine that listens', () => {
  /** One that answers what is asked for its health with this status, a number or an expression. */
  const listening = (status: number | string) => {
    const binary = join(folders.userData, 'listening')
    const script = `#!${process.execPath}
      const health = JSON.stringify({ healthy: true, version: '1.18.33' })
      const type = { 'content-type': 'application/json' }
      const known = 'Basic ' + Buffer.from('opencode:' + process.env.OPENCODE_SERVER_PASSWORD).toString('base64')
      const answer = (request, response) => response.writeHead(${status}, type).end(health)
      const server = require('node:http').createServer(answer).listen(0, '127.0.0.1', () => {
        console.log('opencode server listening on http://127.0.0.1:' + server.address().port)
      })
      process.on('SIGTERM', () => process.exit())`
    writeFileSync(binary, script, { mode: 0o700 })
    const directory = join(folders.userData, 'engine')
    return createEngine({ log: recordLog(), directory, findBinary: () => binary })
  }

  it('and does not take the file is used, and the status says what that means', async () => {
    const older = listening('request.headers.authorization === known ? 200 : 401')
    expect(await older.startEngine(folders.project)).toMatchObject({
      state: 'ready',
      passwordInherited: true,
    })
    expect(await older.stopEngine()).not.toHaveProperty('passwordInherited')
  })

  it.each([
    ['refuses the password that it was given', 401, 'it refuses the password'],
    ['lets in everybody', 200, 'it asks for no password'],
  ])('but %s has not started, and is ended at once', async (_what, status, reason) => {
    const broken = listening(status)
    await expect(broken.startEngine(folders.project)).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringContaining(reason),
    })
    expect(broken.getEngineStatus().state).toBe('failed')
    expect(readdirSync(join(folders.userData, 'engine'))).not.toContain('handover.json')
    await broken.close()
  })
})

it.skipIf(process.platform === 'win32')(
  'of a broken configuration of which only the middle is kept nothing is told but which it is',
  async () => {
    const binary = join(folders.userData, 'complaining')
    const script = `#!${process.execPath}
      const heading = 'Error: Config file at /c/opencode.json is not valid JSON(C): \\n--- JSONC Input ---\\n'
      require('node:fs').writeSync(2, heading)
      for (let i = 0; i < 20; i += 1) require('node:fs').writeSync(2, 'sk-SECRET '.repeat(1_000))
      process.exit(1)`
    writeFileSync(binary, script, { mode: 0o700 })
    const directory = join(folders.userData, 'engine')
    const complaining = createEngine({ log: recordLog(), directory, findBinary: () => binary })
    await expect(complaining.startEngine(folders.project)).rejects.toThrow(
      /Config file at \/c\/opencode\.json is not valid JSON/,
    )
    expect(complaining.getEngineStatus().lastError?.output).toBe(
      'Error: Config file at /c/opencode.json is not valid JSON(C):',
    )
    await complaining.close()
  },
)

it('a configuration in the environment that is broken is told before anything starts', async () => {
  const directory = join(folders.userData, 'engine')
  const env = { OPENCODE_CONFIG_CONTENT: '{"model": }' }
  const broken = createEngine({ log: recordLog(), directory, env })
  await expect(broken.startEngine(folders.project)).rejects.toMatchObject({
    message: expect.stringContaining('OPENCODE_CONFIG_CONTENT cannot be read: '),
  })
  expect(broken.getEngineStatus()).toMatchObject({
    state: 'failed',
    lastError: { message: expect.stringContaining('line 1, column 11') },
  })
})
