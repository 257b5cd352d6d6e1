// @ts-check
// From SIGKILL of the engine until another one answers through our own door, against the bare start
// of an engine. Eight kills, four to an app: the fifth within a minute would open the breaker.
import { timeBareStart } from './bare-engine.mjs'
import { startHeadless, untilReplaced } from './headless.mjs'
import { compare } from './result.mjs'

const APPS = 2
const KILLS = 4

/**
 * @param {import('../scripts/command.mjs').Context} context
 * @returns {Promise<import('./result.mjs').Result[]>}
 */
export async function run({ signal }) {
  /** @type {number[]} */
  const ours = []
  /** @type {number[]} */
  const theirs = []
  for (let app = 0; app < APPS; app += 1) {
    const headless = await startHeadless(signal)
    try {
      await timeBareStart(headless) // Its database is made at the first start.
      for (let kill = 0; kill < KILLS; kill += 1) {
        theirs.push(await timeBareStart(headless))
        const { pid } = await headless.get('/api/engine/status')
        process.kill(pid, 'SIGKILL')
        ours.push(await untilReplaced(headless, pid, 30_000))
      }
    } finally {
      await headless.end()
    }
  }
  return [compare({ name: 'restart', budget: '4000 ms', unit: 'ms' }, ours, theirs)]
}
