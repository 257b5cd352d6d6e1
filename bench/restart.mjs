// @ts-check
// From SIGKILL of the engine until another one answers through our own door, against the bare start
// of an engine. Eight kills, four to an app: the fifth within a minute would open the breaker.
import { timeBareStart } from './bare-engine.mjs'
import { median, startHeadless, untilReplaced } from './headless.mjs'

const APPS = 2
const KILLS = 4

/** @returns {Promise<import('./run.mjs').Result>} */
export async function run() {
  /** @type {number[]} */
  const ours = []
  /** @type {number[]} */
  const theirs = []
  for (let app = 0; app < APPS; app += 1) {
    const headless = await startHeadless()
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
  const [mine, bare] = [Math.round(median(ours)), Math.round(median(theirs))]
  return {
    name: 'restart',
    ratio: Number((mine / bare).toFixed(2)),
    budget: '4000 ms',
    ours: mine,
    theirs: bare,
    spread: `${Math.round(Math.min(...ours))} to ${Math.round(Math.max(...ours))}`,
    unit: 'ms',
  }
}
