import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { isRoot, STRANGER } from '../src/main/testing/other-user'
import { readSse } from '../src/main/testing/sse'
import { expect, readRest, test } from './fixtures'

test('--headless prints one JSON line, serves a prompt, is the only one, and SIGTERM leaves nothing', async ({
  start,
  folders,
}) => {
  const { child, ready, finished } = start(['--headless', '--demo'], {
    WHEELHOUSE_LOG_LEVEL: 'silly',
  })
  const { url, userData } = await ready
  // Whoever read its standard error has gone: what it says from here on fails.
  child.stderr?.destroy()
  expect(userData).toBe(folders.userData)
  const discovery = join(userData, 'server.json')
  expect(statSync(discovery).mode & 0o777).toBe(0o600)
  const rest = readRest(folders)
  expect(rest.url).toBe(url)

  const created = await rest.get('/api/sessions', { method: 'POST' })
  expect(created.status).toBe(201)
  const { id } = await created.json()
  const run = await rest.get(`/api/sessions/${id}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ parts: [{ type: 'text', text: 'say hello from a script' }] }),
  })
  expect(run.headers.get('content-type')).toContain('text/event-stream')
  const frames = []
  for await (const frame of readSse(run)) frames.push(frame)
  const last = frames.at(-1)
  expect(last?.event).toBe('done')
  const said = last?.data.parts.find((part: { type: string }) => part.type === 'text').text
  expect(said).toBe('hello from a script')

  // A second instance says so and ends; the first goes on.
  const second = await start(['--headless', '--demo']).finished
  expect(second.code).toBe(1)
  expect(second.stderr).toContain('already running')
  expect(second.stderr).toContain('--user-data-dir')
  expect((await rest.get('/api/health')).status).toBe(200)

  child.kill('SIGTERM')
  const { code, stdout } = await finished
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  expect(existsSync(discovery)).toBe(false)
})

test('a project directory that does not exist is named, with the remedy', async ({
  start,
  folders,
}) => {
  const project = join(folders.project, 'missing')
  const { code, stderr, stdout } = await start(['--headless', '--project', project]).finished
  expect(code).toBe(1)
  expect(stderr).toContain(`The project directory ${project} does not exist`)
  expect(stderr).toContain('--project')
  expect(stdout).toBe('')
})

test('a user-data directory that cannot be written is named, with the remedy', async ({
  start,
  folders,
}) => {
  const file = join(folders.home, 'file')
  writeFileSync(file, '')
  const { code, stderr } = await start(['--headless', '--user-data-dir', join(file, 'data')])
    .finished
  expect(code).toBe(1)
  expect(stderr).toContain('cannot be written')
  expect(stderr).toContain('--user-data-dir')
})

test('a port in use is named, with the remedy', async ({ start }) => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  try {
    const { code, stderr } = await start(['--headless', '--demo', '--port', String(port)]).finished
    expect(code).toBe(1)
    expect(stderr).toContain(`Port ${port} is in use`)
    expect(stderr).toContain('--port')
  } finally {
    other.close()
  }
})

test('without an engine the headless app says where it looked and ends', async ({ start }) => {
  const { code, stderr, stdout } = await start(['--headless'], {
    WHEELHOUSE_ENGINE_BIN: '/nowhere/opencode',
  }).finished
  expect(code).toBe(1)
  expect(stderr).toContain('/nowhere/opencode')
  expect(stdout).toBe('')
})

test('an engine that breaks at its start is reported with its reason', async ({
  start,
  folders,
}) => {
  writeFileSync(join(folders.project, 'opencode.json'), '{ "model": 7, ')
  mkdirSync(join(folders.home, '.config/opencode'), { recursive: true })
  const broken = join(folders.home, 'broken-engine')
  writeFileSync(broken, '#!/bin/sh\necho "disk on fire" >&2\nexit 3\n', { mode: 0o755 })
  const { code, stderr } = await start(['--headless'], { WHEELHOUSE_ENGINE_BIN: broken }).finished
  expect(code).toBe(1)
  expect(stderr).toContain('disk on fire')
})

test('a user-data directory of somebody else is refused, and nothing of theirs is run or written to', async ({
  start,
  folders,
}) => {
  // Only root can make one; everybody else has one of root's.
  const ran = join(folders.home, 'ran')
  const linked = join(folders.home, 'linked')
  const theirs = isRoot ? join(folders.home, 'theirs') : '/usr'
  if (isRoot) {
    mkdirSync(join(theirs, 'engine'), { recursive: true })
    mkdirSync(join(theirs, 'logs'))
    writeFileSync(join(theirs, 'engine/opencode'), `#!/bin/sh\n: > '${ran}'\n`, { mode: 0o755 })
    symlinkSync(linked, join(theirs, 'logs/main.log'))
    for (const path of [theirs, join(theirs, 'engine'), join(theirs, 'logs')]) {
      chownSync(path, STRANGER, STRANGER)
      chmodSync(path, 0o777)
    }
  }
  const before = readdirSync(theirs)
  const { code, stderr, stdout } = await start(['--headless', '--demo', '--user-data-dir', theirs])
    .finished
  expect(code).toBe(1)
  expect(stderr).toContain(`${theirs} belongs to`)
  expect(stderr).toContain('--user-data-dir')
  expect(stdout).toBe('')
  expect([ran, linked].filter(existsSync)).toEqual([])
  expect(readdirSync(theirs)).toEqual(before)
})

test('a temporary folder that cannot be used is named, not another Wheelhouse', async ({
  start,
  folders,
}) => {
  test.skip(process.platform === 'win32', 'there the lock needs no temporary folder')
  const missing = join(folders.home, 'a-file/tmp')
  writeFileSync(join(folders.home, 'a-file'), '')
  const { code, stderr } = await start(['--headless', '--demo'], { TMPDIR: missing }).finished
  expect(code).toBe(1)
  expect(stderr).toContain(`The temporary folder ${missing} cannot be written: not a directory`)
  expect(stderr).toContain('TMPDIR')
  expect(stderr).not.toContain('already running')
})
