// @ts-check
// The engine itself, without Wheelhouse: what its start costs anyway, and what it is to ask it.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const windows = process.platform === 'win32'
const name = `opencode-${windows ? 'windows' : process.platform}-${process.arch}`
const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
export const BINARY = join(dirname(manifest), 'bin', windows ? 'opencode.exe' : 'opencode')

/**
 * @typedef {object} EngineOptions
 * @property {string} home
 * @property {string} project
 * @property {string} [password] what it asks of its clients; nothing when absent
 * @property {NodeJS.ProcessEnv} [env] beside that
 */

/**
 * @typedef {object} BareEngine
 * @property {string} url
 * @property {Record<string, string>} headers what it asks of its clients
 * @property {number} startMs from its spawn until `/global/health` answered
 * @property {() => Promise<void>} end
 */

/**
 * @param {EngineOptions} options
 * @returns {Promise<BareEngine>} once it answers
 */
export async function startBareEngine({ home, project, password, env }) {
  const start = performance.now()
  const child = spawn(BINARY, ['serve', '--hostname=127.0.0.1', '--port=0'], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      // Where it leaves its libraries: they go with the rest.
      BUN_TMPDIR: home,
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      ...(password && { OPENCODE_SERVER_PASSWORD: password }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const end = async () => {
    child.kill('SIGKILL')
    await ended
  }
  /** @type {Record<string, string>} */
  const headers = password
    ? { authorization: `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}` }
    : {}
  try {
    const url = await new Promise((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        const found = /on (http:\S+)/.exec(String(chunk))
        if (found) resolve(found[1])
      })
      ended.then(() => reject(new Error('The bare engine ended at its start.')))
    })
    for (;;) {
      const signal = AbortSignal.timeout(1_000)
      const answer = await fetch(`${url}/global/health`, { headers, signal }).catch(() => undefined)
      if (answer?.ok) return { url, headers, startMs: performance.now() - start, end }
      await pause(20)
    }
  } catch (error) {
    await end()
    throw error
  }
}

/**
 * Starts an engine on folders that were used before, and ends it.
 * @param {EngineOptions} options
 * @returns {Promise<number>} ms from its spawn until `/global/health` answered
 */
export async function timeBareStart(options) {
  const { startMs, end } = await startBareEngine(options)
  await end()
  return startMs
}
