import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { descendantsOf } from './descendants'
import { expect, readRest, test } from './fixtures'
import { START_MS } from './launch'
import { processesWithin } from './process-table'
import { engineLine } from './window'

test('neither password nor token is in the page, in an argument or in the log', async ({
  launch,
  folders,
}) => {
  test.skip(process.platform !== 'linux', 'the password is read from /proc')
  const token = 'a-token-that-was-given-by-the-environment'
  folders.env.WHEELHOUSE_TOKEN = token
  folders.env.WHEELHOUSE_LOG_LEVEL = 'silly'
  // In such a folder the engine takes no password from a file, so the true one is where a test can read it.
  folders.userData = join(folders.userData, 'why?')
  const app = await launch('--demo')
  const page = await app.firstWindow({ timeout: START_MS })
  await expect(engineLine(page)).toContainText('ready')
  const rest = readRest(folders)
  expect(rest.token).toBe(token)
  const { pid } = await (await rest.get('/api/engine/status')).json()
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  const password = environment
    .find((entry) => entry.startsWith('OPENCODE_SERVER_PASSWORD='))
    ?.slice(25)
  expect(password).toMatch(/^[\w-]{43}$/)
  const basic = Buffer.from(`opencode:${password}`).toString('base64')
  const secrets = { token, password: String(password), basic }
  const found = (text: string) =>
    Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []))

  // The whole heap of the page's process, the preload's world too; a marker shows that it is read.
  await page.evaluate(() =>
    Object.assign(window, { marker: ['a', 'marker', 'in', 'the', 'page'].join('-') }),
  )
  const heap = await heapOf(page)
  expect(heap).toContain('a-marker-in-the-page')
  expect(found(heap)).toEqual([])
  const stored = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    document.cookie,
    location.href,
  ])
  expect(found(stored.join('\n'))).toEqual([])

  const commands = descendantsOf(app.process().pid)
  expect(commands.filter((command) => command.includes('--type=renderer'))).toHaveLength(1)
  expect(commands.filter((command) => command.includes('opencode'))).not.toEqual([])
  expect(found([...commands, ...processesWithin(folders.home)].join('\n'))).toEqual([])
  // What Electron sets for itself is no variable of the person's.
  const desktop = environment.find((line) => line.startsWith('CHROME_DESKTOP='))
  expect(desktop?.slice('CHROME_DESKTOP='.length)).toBe(process.env.CHROME_DESKTOP)
  // Nor does the engine, and so the agent's shell, get the token in its environment.
  expect(found(environment.join('\n'))).toEqual(['password'])
  const log = readFileSync(join(folders.userData, 'logs/main.log'), 'utf8')
  expect(log).toContain('Engine: starting → ready')
  expect(found(log)).toEqual([])
})

/** Every string of the page's process, as a heap snapshot has them. */
async function heapOf(page: Page): Promise<string> {
  const devTools = await page.context().newCDPSession(page)
  const chunks: string[] = []
  devTools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await devTools.send('HeapProfiler.takeHeapSnapshot')
  await devTools.detach()
  return chunks.join('')
}
