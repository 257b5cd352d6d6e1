import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, runApp } from './testing/running-app'

const run = promisify(execFile)
const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The script of a language, as README shows it. */
function scriptOf(fence: string): string {
  const [, section = ''] = README.split('\n## Companion tools\n')
  const [, rest = ''] = section.split(`\n\`\`\`${fence}\n`)
  const [script = ''] = rest.split('\n```\n')
  if (!script.includes('server.json')) throw new Error(`README shows no script in ${fence}`)
  return `${script}\n`
}

const SCRIPTS = [
  {
    fence: 'sh',
    file: 'tool.sh',
    command: 'sh',
    needs: ['sh', 'curl'],
    answer: /event: done\n.*"text":"hello from the shell"/,
  },
  {
    fence: 'js',
    file: 'tool.mjs',
    command: process.execPath,
    needs: [],
    answer: /hello from Node$/,
  },
  {
    fence: 'python',
    file: 'tool.py',
    command: 'python3',
    needs: ['python3'],
    answer: /hello from Python$/,
  },
]

const FOLDERS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Library/Application Support',
  win32: 'AppData/Roaming',
}

let running: RunningApp
beforeAll(async () => {
  running = await runApp()
  const own = join(running.folders.home, FOLDERS[process.platform] ?? '.config', 'Wheelhouse')
  mkdirSync(dirname(own), { recursive: true })
  symlinkSync(running.folders.userData, own, 'junction')
})
afterAll(() => running?.end())

/**
 * What a person has around a tool: a proxy that must not be asked, and a home.
 * @param home by default the one with Wheelhouse's own folder in it
 */
const environment = (home = running.folders.home) => ({
  ...process.env,
  HOME: home,
  USERPROFILE: home,
  http_proxy: 'http://127.0.0.1:1',
  HTTP_PROXY: 'http://127.0.0.1:1',
})

const isThere = (command: string) =>
  run(command, command === 'sh' ? ['-c', ':'] : ['--version']).then(
    () => true,
    () => false,
  )

describe.each(SCRIPTS)('the companion tool in $fence that README shows', (script) => {
  const write = () => {
    const path = join(running.folders.project, script.file)
    writeFileSync(path, scriptOf(script.fence))
    return path
  }

  test('lists sessions and streams an answer, told where Wheelhouse is or not', async ({
    skip,
  }) => {
    for (const command of script.needs) skip(!(await isThere(command)), `there is no ${command}`)
    const title = `Made before ${script.file}`
    expect((await running.post('/api/sessions', { title })).status).toBe(201)
    const path = write()
    const { project, userData } = running.folders
    const told = await run(script.command, [path, userData], { env: environment(project) })
    const found = await run(script.command, [path], { env: environment() })
    for (const { stdout, stderr } of [told, found]) {
      expect(stdout).toContain(title)
      expect(stdout).toMatch(script.answer)
      expect(stderr).toBe('')
    }
  })

  test('says in one sentence that no Wheelhouse runs', async ({ skip }) => {
    for (const command of script.needs) skip(!(await isThere(command)), `there is no ${command}`)
    const folder = join(running.folders.home, `none-${script.fence}`)
    mkdirSync(folder)
    const words = () =>
      run(script.command, [write(), folder], { env: environment() }).then(
        () => undefined,
        (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
      )
    expect(await words()).toBe(`No Wheelhouse runs: there is no ${folder}/server.json\n`)
    // As one leaves it that was killed.
    const url = 'http://127.0.0.1:1'
    const left = JSON.stringify({ url, token: 'a-token-that-is-old' }, null, 2)
    writeFileSync(join(folder, 'server.json'), left)
    expect(await words()).toMatch(
      script.fence === 'sh'
        ? /^curl: \(7\) [^\n]{1,200}\n$/
        : /^No Wheelhouse answers at http:\/\/127\.0\.0\.1:1\n$/,
    )
  })

  test('fails in words when it is refused', async ({ skip }) => {
    for (const command of script.needs) skip(!(await isThere(command)), `there is no ${command}`)
    const folder = join(running.folders.project, script.fence)
    mkdirSync(folder)
    const { url } = running
    const wrong = JSON.stringify({ url, token: 'a-token-that-is-wrong' }, null, 2)
    writeFileSync(join(folder, 'server.json'), wrong)
    const failure = await run(script.command, [write(), folder], { env: environment() }).then(
      () => undefined,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    )
    expect(failure).toContain('A valid token is missing')
    expect(failure).not.toContain('a-token-that-is-wrong')
  })
})

test('curl is never given the token', async ({ skip }) => {
  for (const command of ['sh', 'curl']) skip(!(await isThere(command)), `there is no ${command}`)
  const bin = join(running.folders.home, 'bin')
  const seen = join(running.folders.home, 'arguments')
  mkdirSync(bin)
  const wrapper = `#!/bin/sh\nprintf '%s\\n' "$@" >> '${seen}'\nPATH=\${PATH#*:} exec curl "$@"\n`
  writeFileSync(join(bin, 'curl'), wrapper)
  chmodSync(join(bin, 'curl'), 0o755)
  const env = { ...environment(), PATH: `${bin}${delimiter}${process.env.PATH}` }
  const path = join(running.folders.project, 'watched.sh')
  writeFileSync(path, scriptOf('sh'))
  const { stdout } = await run('sh', [path, running.folders.userData], { env })
  expect(stdout).toContain('event: done')
  const all = readFileSync(seen, 'utf8')
  expect(all).toContain('/prompt')
  expect(all).not.toContain(running.token)
})
