// @ts-check
// A plain HTTP client that keeps its connections, for either side.
import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'

/** @typedef {import('./engine-stage.mjs').Door} Door */

/**
 * Sends one request.
 * @param {Door} door
 * @param {string} path
 * @param {{method?: string, body?: unknown, agent?: Agent}} [how]
 * @returns {Promise<import('node:http').IncomingMessage>} the answer, of which nothing has been read
 */
export function send(door, path, { method = 'GET', body, agent } = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = { ...door.headers, ...(text && { 'content-type': 'application/json' }) }
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, door.url), { method, headers, agent })
    asked.once('error', reject)
    asked.once('response', (answer) => {
      const { statusCode = 0 } = answer
      if (statusCode < 300) return resolve(answer)
      answer.resume()
      reject(new Error(`${method} ${path} was answered ${statusCode}.`))
    })
    asked.end(text)
  })
}

/**
 * Sends one request and reads its answer.
 * @param {Parameters<typeof send>} how
 * @returns {Promise<any>}
 */
export const ask = async (...how) => json(await send(...how))

/**
 * Asks the same on each of so many connections, again as soon as the answer is there and parsed.
 * @param {Door} door
 * @param {string} path
 * @param {{lanes: number, callsPerLane: number}} load
 * @returns {Promise<{times: number[], last: any}>} of each call, ms; the last answer
 */
export async function timeCalls(door, path, { lanes, callsPerLane }) {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  /** @type {number[]} */
  const times = []
  let last
  const lane = async () => {
    for (let at = 0; at < callsPerLane; at += 1) {
      const asked = performance.now()
      last = await ask(door, path, { agent })
      times.push(performance.now() - asked)
    }
  }
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
  } finally {
    agent.destroy()
  }
  return { times, last }
}
