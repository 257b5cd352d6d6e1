// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { isAlive } from './cache-install.mjs'
import { npmCommand, programOf, run } from './command.mjs'
import { contextForTest, temporaryFolder } from './testing.mjs'

test('the npm that started us is the npm that we run', () => {
  expect(npmCommand({ npm_execpath: '/opt/npm/bin/npm-cli.js' }, 'linux')).toEqual({
    command: process.execPath,
    args: ['/opt/npm/bin/npm-cli.js'],
    shell: false,
  })
})

test("without one, or under another package manager, it is the PATH's", () => {
  expect(npmCommand({}, 'linux').command).toBe('npm')
  expect(npmCommand({ npm_execpath: '/opt/yarn.js' }, 'linux').command).toBe('npm')
  expect(npmCommand({}, 'win32')).toEqual({ command: 'npm.cmd', args: [], shell: true })
})

test("a package's program is found by what the package says", () => {
  const root = temporaryFolder()
  const folder = join(root, 'node_modules', '@some', 'thing')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"bin":{"thing":"./bin/thing.js"}}')
  expect(programOf(root, '@some/thing', 'thing')).toBe(join(folder, 'bin', 'thing.js'))
  expect(() => programOf(root, 'other', 'thing')).toThrow('The package other is not whole')
})

const { signal } = contextForTest()
const patient = { timeout: 20_000 } // this machine may be busy with other tests

test("a program's exit code and what it printed are told", async () => {
  const script = `console.log('out'); console.error('err'); process.exit(3)`
  const { code, output } = await run(process.execPath, ['-e', script], { signal })
  expect(code).toBe(3)
  expect(output).toContain('out\n')
  expect(output).toContain('err\n')
})

test('a program that is not there is named', async () => {
  await expect(run('no-such-program', [], { signal })).rejects.toThrow(
    'The program "no-such-program" is not installed',
  )
})

test('aborting ends the program and those that it started, before it is told', async () => {
  const file = join(temporaryFolder(), 'pids')
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid)
    setInterval(() => {}, 1000)`
  const stopping = new AbortController()
  const running = run(process.execPath, ['-e', script, file], { signal: stopping.signal })
  const pids = await vi.waitFor(async () => {
    const text = await readFile(file, 'utf8')
    expect(text).toMatch(/^\d+ \d+$/)
    return text.split(' ').map(Number)
  }, patient)
  stopping.abort()
  await expect(running).rejects.toMatchObject({ name: 'Interrupted' })
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), patient)
}, 60_000)

test('nothing is started once the person wants out', async () => {
  await expect(run(process.execPath, [], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'Interrupted',
  })
})
