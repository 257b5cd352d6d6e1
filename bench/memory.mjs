// @ts-check
// What a million events leave behind in Electron's main process when one client never reads, against
// the bytes that passed: what a queue of that client's own would hold.
import { round } from './result.mjs'
import { withStage } from './stage.mjs'

const MIB = 1024 * 1024
const BURST = 10_000
// V8 gives its young generation its full size between 50,000 and 150,000 events, once: 28 to 40 MiB.
const WARM_UP = 15
const BURSTS = 100
const STEPS = 10
const EVENT_BYTES = 330

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  return withStage(context, async ({ source, app, clients, relay }) => {
    await clients()('connectUnread', { ...relay, count: 1 })
    await app('subscribed', { count: 1 })
    let position = await app('position')
    /** @param {number} times */
    const send = async (times) => {
      for (let at = 0; at < times; at += 1) {
        position += (await source('burst', { side: 'ours', deltas: BURST })).events
        await app('reached', { seq: position })
      }
    }
    await send(WARM_UP)
    const before = (await app('memory')) / MIB
    /** @type {number[]} */
    const sizes = []
    for (let at = 0; at < STEPS; at += 1) {
      await send(BURSTS / STEPS)
      sizes.push((await app('memory')) / MIB)
    }
    const ours = (sizes.at(-1) ?? Number.NaN) - before
    const theirs = (BURSTS * BURST * EVENT_BYTES) / MIB
    return [
      {
        name: 'memory',
        ratio: round(ours / theirs),
        budget: '32 MiB',
        ours: round(ours),
        theirs: round(theirs),
        spread: `one run; main ${[before, ...sizes].map(round).join(', ')} MiB; theirs is what was relayed`,
        unit: 'MiB',
      },
    ]
  })
}
