// @ts-check
// What the benchmarks of the event path play on: a scripted engine, the app's modules in a real
// Electron that is attached to it, and processes full of clients.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { withProcesses } from './processes.mjs'

/** @typedef {import('../scripts/command.mjs').Context} Context */
/** @typedef {import('./rpc.mjs').Call} Call */

/**
 * @typedef {object} Stage
 * @property {Call} source calls of source.mjs
 * @property {Call} app calls of electron/main.ts
 * @property {() => Call} clients starts a process of SSE clients; calls of clients.mjs
 * @property {{url: string, token: string}} peers where a client of the source connects
 * @property {{url: string, token: string}} relay where a client of ours connects
 */

/**
 * Plays on a stage of its own.
 * @template T
 * @param {Context} context
 * @param {(stage: Stage) => Promise<T>} work
 * @returns {Promise<T>} what `work` returns, once everything has ended
 */
export function withStage(context, work) {
  return withProcesses(context, async ({ script, app: startApp }) => {
    const source = script(join(import.meta.dirname, 'source.mjs'))
    const url = await source('listen')
    const token = randomBytes(16).toString('hex')
    const app = startApp({ BENCH_ENGINE: url, BENCH_PEER: url, BENCH_TOKEN: token })
    const listener = await app('ready')
    return work({
      source,
      app,
      clients: () => script(join(import.meta.dirname, 'clients.mjs')),
      peers: { url: `${url}/global/event?peer`, token },
      relay: { url: `${listener}/api/events`, token },
    })
  })
}
