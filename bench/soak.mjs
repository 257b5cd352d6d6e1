// @ts-check
// A million events to 50 SSE clients, of which 10 never read, and 2 windows: nobody misses an event
// without being told, and memory stays what it was.
import { round } from './result.mjs'
import { withStage } from './stage.mjs'

const MIB = 1024 * 1024
const WINDOWS = 2
const READING = 20 // in each of two processes
const SILENT = 10
const STEPS = 10
const BURSTS = 10 // in each step
const BURST = 10_000
const EVENT_BYTES = 330
const LIMIT_MS = 10 * 60_000

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  const limit = AbortSignal.timeout(LIMIT_MS)
  const signal = AbortSignal.any([context.signal, limit])
  return withStage({ ...context, signal }, async ({ source, app, clients, relay }) => {
    const processes = [clients(), clients()]
    for (const call of processes) {
      await call('connect', { ...relay, group: 'ours', count: READING })
    }
    await processes[0]?.('connectUnread', { ...relay, count: SILENT })
    await app('openWindows', { count: WINDOWS })
    const subscribers = processes.length * READING + SILENT + WINDOWS
    await app('subscribed', { count: subscribers })

    let position = await app('position')
    const step = async () => {
      for (let at = 0; at < BURSTS; at += 1) {
        position += (await source('burst', { side: 'ours', deltas: BURST })).events
      }
      // Whoever is behind catches up before the next look.
      const everyone = processes.map((call) => call('reached', { group: 'ours', seq: position }))
      await Promise.all([...everyone, app('windowsReached', { seq: position })])
      return (await app('memory')) / MIB
    }
    const began = performance.now()
    /** @type {number[]} */
    const sizes = [(await app('memory')) / MIB]
    for (let at = 1; at <= STEPS; at += 1) {
      sizes.push(await step())
      const seconds = Math.round((performance.now() - began) / 1000)
      context.say(`soak: ${at * 10} % after ${seconds} s, main ${round(sizes[at] ?? 0)} MiB`)
    }

    /** @type {{gaps: number, resyncs: number}[]} */
    const readers = []
    for (const call of processes) readers.push(...(await call('report', { group: 'ours' })))
    /** @type {{losses: number, resyncs: number}[]} */
    const windows = await app('report')
    const missed = [...readers.map(({ gaps }) => gaps), ...windows.map(({ losses }) => losses)]
    if (missed.some((times) => times > 0)) {
      throw new Error(`Events were missing without a word: ${missed.join(', ')}.`)
    }
    /** @param {readonly {resyncs: number}[]} who */
    const resyncs = (who) => who.reduce((sum, each) => sum + each.resyncs, 0)
    // From the first step on: before it the ring is not full and nothing is compiled.
    const ours = (sizes[STEPS] ?? 0) - (sizes[1] ?? 0)
    const theirs = (STEPS * BURSTS * BURST * EVENT_BYTES) / MIB
    return [
      {
        name: 'soak',
        ratio: round(ours / theirs),
        budget: '32 MiB',
        ours: round(ours),
        theirs: round(theirs),
        spread: `main ${sizes.map(round).join(', ')} MiB; ${readers.length} readers and ${windows.length} windows without a gap, told resync ${resyncs(readers)} and ${resyncs(windows)} times`,
        unit: 'MiB',
      },
    ]
  })
}
