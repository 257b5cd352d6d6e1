// @ts-check
// `npm run bench [name…] [--json]`: runs the benchmarks, each of which compares both sides in one run.
import { runToExit } from '../scripts/entry.mjs'
import { Interrupted } from '../scripts/say.mjs'
import * as fanout from './fanout.mjs'
import * as hang from './hang.mjs'
import * as largeEvent from './large-event.mjs'
import * as latency from './latency.mjs'
import * as memory from './memory.mjs'
import * as restart from './restart.mjs'
import * as sessionList from './session-list.mjs'
import * as soak from './soak.mjs'
import * as sseRelay from './sse-relay.mjs'
import * as startup from './startup.mjs'
import * as ttft from './ttft.mjs'
import * as window from './window.mjs'

/** @typedef {import('../scripts/command.mjs').Context} Context */
/** @typedef {import('./result.mjs').Result} Result */

/** @type {Record<string, (context: Context) => Promise<Result[]>>} */
const BENCHMARKS = {
  restart: restart.run,
  hang: hang.run,
  fanout: fanout.run,
  latency: latency.run,
  'sse-relay': sseRelay.run,
  'large-event': largeEvent.run,
  rest: sessionList.runRest,
  ipc: sessionList.runIpc,
  ttft: ttft.run,
  startup: startup.run,
  memory: memory.run,
  window: window.run,
  soak: soak.run,
}
/** Takes minutes and compares nothing: only when it is named. */
const ON_REQUEST = ['soak']

/** @param {Result} result */
function sentence({ name, ours, theirs, unit, ratio, spread, budget }) {
  return `${name}: ours ${ours} ${unit}, theirs ${theirs} ${unit}, ratio ${ratio}, budget ${budget} (${spread})`
}

runToExit(async (context) => {
  const words = process.argv.slice(2)
  const names = words.filter((word) => !word.startsWith('--'))
  const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name))
  if (unknown.length > 0) {
    const known = Object.keys(BENCHMARKS).join(', ')
    context.say(`There is no benchmark ${unknown.join(', ')}. There are: ${known}.`)
    return 2
  }
  const usual = Object.keys(BENCHMARKS).filter((name) => !ON_REQUEST.includes(name))
  for (const name of names.length > 0 ? names : usual) {
    const results = await BENCHMARKS[name]?.(context).catch((error) => {
      throw context.signal.aborted ? new Interrupted() : error
    })
    for (const result of results ?? []) {
      const text = words.includes('--json') ? JSON.stringify(result) : sentence(result)
      process.stdout.write(`${text}\n`)
    }
  }
  return 0
})
