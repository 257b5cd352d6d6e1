// @ts-check
// The engine itself, without Wheelhouse: what its start costs anyway.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const windows = process.platform === 'win32'
const name = `opencode-${windows ? 'windows' : process.platform}-${process.arch}`
const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
const BINARY = join(dirname(manifest), 'bin', windows ? 'opencode.exe' : 'opencode')

/**
 * Starts an engine on folders that were used before, and ends it.
 * @param {{ home: string, project: string }} folders
 * @returns {Promise<number>} ms from its spawn until `/global/health` answered
 */
export async function timeBareStart({ home, project }) {
  const start = performance.now()
  const child = spawn(BINARY, ['serve', '--hostname=127.0.0.1', '--port=0'], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
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
      const answer = await fetch(`${url}/global/health`, { signal }).catch(() => undefined)
      if (answer?.ok) return performance.now() - start
      await pause(20)
    }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}
