// @ts-check
// What the benchmarks of requests play on: the real engine with the scripted model, and the app's
// modules in a real Electron that is attached to it. So both sides ask one engine, side by side.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startBareEngine } from './bare-engine.mjs'
import { withProcesses } from './processes.mjs'

/** @typedef {{url: string, headers: Record<string, string>}} Door */

/**
 * @typedef {object} EngineStage
 * @property {Door} engine the engine itself
 * @property {Door} rest our REST door
 * @property {import('./rpc.mjs').Call} app calls of electron/main.ts
 * @property {string} project
 */

/**
 * Plays on a stage of its own.
 * @template T
 * @param {import('../scripts/command.mjs').Context} context
 * @param {(stage: EngineStage) => Promise<T>} work
 * @returns {Promise<T>} what `work` returns, once everything has ended
 */
export function withEngine(context, work) {
  return withProcesses(context, async ({ folder, script, app: startApp, own }) => {
    const [home, project] = [join(folder, 'home'), join(folder, 'project')]
    for (const path of [home, project]) mkdirSync(path)
    const model = script(join(context.root, 'out', 'bench', 'main', 'model.js'))
    const config = JSON.stringify(await model('listen'))
    const password = randomBytes(16).toString('hex')
    const env = { OPENCODE_CONFIG_CONTENT: config }
    const engine = await startBareEngine({ home, project, password, env })
    own(engine)
    const token = randomBytes(16).toString('hex')
    const app = startApp({
      BENCH_ENGINE: engine.url,
      BENCH_PASSWORD: password,
      BENCH_TOKEN: token,
    })
    const rest = { url: await app('ready'), headers: { authorization: `Bearer ${token}` } }
    return work({ engine, rest, app, project })
  })
}
