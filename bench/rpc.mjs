// @ts-check
// Calls between this command and the processes that it starts, over Node's own channel.

const LIMIT_MS = 120_000

/** @typedef {(name: string, input?: unknown, limitMs?: number) => Promise<any>} Call */

/**
 * How to call what a child process serves.
 * @param {import('node:child_process').ChildProcess} child started with an `ipc` channel
 * @param {string} what names it in errors
 * @returns {Call} rejects when the handler threw, when the process is gone, and after two minutes
 *   or `limitMs`
 */
export function callsTo(child, what) {
  /** @type {Map<number, {resolve: (value: unknown) => void, reject: (error: Error) => void}>} */
  const pending = new Map()
  let calls = 0
  /** @type {Error | undefined} */
  let over
  child.on('message', (message) => {
    const { id, value, error } = /** @type {{id: number, value?: unknown, error?: string}} */ (
      message
    )
    const call = pending.get(id)
    pending.delete(id)
    if (error === undefined) call?.resolve(value)
    else call?.reject(new Error(`${what}: ${error}`))
  })
  const gone = () => {
    over = new Error(`${what} has ended.`)
    for (const { reject } of pending.values()) reject(over)
    pending.clear()
  }
  child.once('exit', gone)
  child.once('error', gone)

  return (name, input, limitMs = LIMIT_MS) =>
    new Promise((resolve, reject) => {
      if (over) return reject(over)
      calls += 1
      const id = calls
      const late = () => {
        pending.delete(id)
        reject(new Error(`${what} did not finish "${name}" within ${limitMs / 1000} s.`))
      }
      const timer = setTimeout(late, limitMs)
      pending.set(id, {
        resolve: (value) => {
          clearTimeout(timer)
          resolve(value)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      })
      child.send({ id, name, input }, (error) => {
        if (error) pending.get(id)?.reject(error)
      })
    })
}

/**
 * Answers the calls of the process that started this one.
 * @param {Record<string, (input: any) => unknown>} handlers
 * @param {() => void} onDisconnect the other side is gone, or wants no more
 */
export function serveCalls(handlers, onDisconnect) {
  /** @param {object} message */
  const send = (message) => process.connected && process.send?.(message)
  process.on('message', async (message) => {
    const { id, name, input } = /** @type {{id: number, name: string, input: unknown}} */ (message)
    try {
      const handler = handlers[name]
      if (!handler) throw new Error(`There is no call "${name}".`)
      send({ id, value: await handler(input) })
    } catch (error) {
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.once('disconnect', onDisconnect)
}

/**
 * Milliseconds since the epoch, to a fraction: the same clock in every process of this machine.
 * @returns {number}
 */
export const now = () => performance.timeOrigin + performance.now()
