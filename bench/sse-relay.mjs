// @ts-check
// 20,000 deltas to 16 SSE clients through the app, against the same clients on the source.
import { compare, inTurns } from './result.mjs'
import { withStage } from './stage.mjs'

const CLIENTS = 16
const DELTAS = 20_000
const ROUNDS = 7

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  return withStage(context, async ({ source, app, clients, peers, relay }) => {
    const call = clients()
    await call('connect', { ...relay, group: 'ours', count: CLIENTS })
    await call('connect', { ...peers, group: 'theirs', count: CLIENTS })

    const timeOurs = async () => {
      const before = await app('position')
      const { startedAt, events, readers } = await source('burst', { side: 'ours', deltas: DELTAS })
      if (readers !== 1) throw new Error(`The app holds ${readers} connections to the source.`)
      return (await call('reached', { group: 'ours', seq: before + events })) - startedAt
    }
    const timeTheirs = async () => {
      await call('arm', { group: 'theirs' })
      const { startedAt, events } = await source('burst', { side: 'theirs', deltas: DELTAS })
      return (await call('counted', { group: 'theirs', frames: events })) - startedAt
    }
    const { ours, theirs } = await inTurns(ROUNDS, (side) =>
      side === 'ours' ? timeOurs() : timeTheirs(),
    )
    /** @type {{gaps: number, resyncs: number}[]} */
    const reports = await call('report', { group: 'ours' })
    if (reports.some(({ gaps }) => gaps > 0)) throw new Error('A client of the app missed events.')
    const resyncs = reports.reduce((sum, report) => sum + report.resyncs, 0)

    const result = compare({ name: 'sse-relay', budget: 1.1, unit: 'ms' }, ours, theirs)
    const facts = `source connections 1 against ${CLIENTS}, resyncs ${resyncs}`
    return [{ ...result, spread: `${result.spread}; ${facts}` }]
  })
}
