// @ts-check
// The list of sessions, 8 at a time: through the REST door, and by IPC from a page, each against the
// engine itself.
import { withEngine } from './engine-stage.mjs'
import { ask, timeCalls } from './requests.mjs'
import { compare, inTurns, median } from './result.mjs'

const SESSIONS = 100
const LOAD = { lanes: 8, callsPerLane: 12 }
const ROUNDS = 7
// What we ask of it, too: its other list has the sessions of one project.
const LIST = `/experimental/session?archived=true&limit=${SESSIONS}`

/** @typedef {import('./engine-stage.mjs').EngineStage} EngineStage */
/** @typedef {{times: number[], last: {id: string}[]}} Timed */

/**
 * @param {import('../scripts/command.mjs').Context} context
 * @param {{name: string, budget: number}} about
 * @param {(stage: EngineStage) => Promise<Timed>} timeOurs
 */
function compareLists(context, { name, budget }, timeOurs) {
  return withEngine(context, async (stage) => {
    const { engine } = stage
    for (let at = 1; at <= SESSIONS; at += 1) {
      await ask(engine, '/session', { method: 'POST', body: { title: `Session number ${at}` } })
    }
    const timeTheirs = () => timeCalls(engine, LIST, LOAD)
    const { ours, theirs } = await inTurns(ROUNDS, async (side) => {
      /** @type {Timed} */
      const { times, last } = await (side === 'ours' ? timeOurs(stage) : timeTheirs())
      const ids = new Set(last.map(({ id }) => id))
      if (ids.size !== SESSIONS) throw new Error(`There came ${ids.size} sessions.`)
      return median(times)
    })
    return [compare({ name, budget, unit: 'ms' }, ours, theirs)]
  })
}

/** @param {import('../scripts/command.mjs').Context} context */
export const runRest = (context) =>
  compareLists(context, { name: 'rest', budget: 1.3 }, ({ rest }) =>
    timeCalls(rest, `/api/sessions?limit=${SESSIONS}`, LOAD),
  )

/** @param {import('../scripts/command.mjs').Context} context */
export function runIpc(context) {
  let opened = false
  return compareLists(context, { name: 'ipc', budget: 1.2 }, async ({ app }) => {
    if (!opened) await app('openWindows', { count: 1 })
    opened = true
    return app('timeCalls', { name: 'sessions.list', input: { limit: SESSIONS }, ...LOAD })
  })
}
