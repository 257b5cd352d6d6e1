// @ts-check
// An app without windows, as a script would start it, on folders of its own.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '..')

/**
 * @typedef {object} Headless
 * @property {string} project
 * @property {string} home
 * @property {(path: string) => Promise<any>} get answers of the REST door, read as JSON
 * @property {() => Promise<void>} end
 */

/**
 * @param {AbortSignal} signal ends it early, so that whatever waits for it fails
 * @returns {Promise<Headless>} once its engine answers
 */
export async function startHeadless(signal) {
  const root = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  const [home = '', userData = '', project = ''] = ['home', 'user-data', 'project'].map((name) => {
    const path = join(root, name)
    mkdirSync(path)
    return path
  })
  const flags = ['--headless', '--demo', '--project', project, '--user-data-dir', userData]
  const child = spawn(process.execPath, ['scripts/start.mjs', ...flags, '--port', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  const end = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(root, { recursive: true, force: true })
  }
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue
    const { url, token } = JSON.parse(readFileSync(join(userData, 'server.json'), 'utf8'))
    /** @param {string} path */
    const get = async (path) =>
      (await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })).json()
    return { project, home, get, end }
  }
  await end()
  throw new Error('The app ended before it was ready. Run it by hand to see why: npm start')
}

/**
 * Asks until the engine of `app` is ready again under another process id.
 * @param {Headless} app
 * @param {number} pid of the engine that is gone
 * @param {number} limitMs
 * @returns {Promise<number>} how long that took, ms
 */
export async function untilReplaced(app, pid, limitMs) {
  const start = performance.now()
  while (performance.now() - start < limitMs) {
    const status = await app.get('/api/engine/status')
    if (status.state === 'ready' && status.pid !== pid) return performance.now() - start
    await pause(20)
  }
  throw new Error(`The engine was not replaced within ${limitMs} ms.`)
}
