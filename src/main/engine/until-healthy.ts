import { setTimeout as sleep } from 'node:timers/promises'
import { type EngineConnection, probeHealth } from './connection'
import { type Identity, identify } from './identify'
import { timeLimit } from './time-limit'

/** Pause between two looks, ms. */
const PAUSE_MS = 25

/** What was started is no engine that we can use, however long we wait. */
export class UnfitEngine extends Error {
  readonly remedy: string

  /** @param reason goes on after "The engine did not start:", without an end */
  constructor(reason: string, remedy: string) {
    super(reason)
    this.remedy = remedy
  }
}

/**
 * Waits until an engine that we started answers, to us alone.
 * @returns its version
 * @throws UnfitEngine at once for another version; Error for one that goes by another password or none,
 *   and after the time limit
 */
export async function untilHealthy(
  connection: EngineConnection,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<string> {
  const until = timeLimit(timeoutMs, signal)
  const version = await untilIdentified(connection, signal, until)
  for (;;) {
    let refused = false
    const onRefused = () => {
      refused = true
    }
    const nobody = { ...connection, password: '' }
    const health = await probeHealth(nobody, { signal: until, pauseMs: PAUSE_MS, onRefused })
    // It must not serve everybody on this machine when it has not understood that it has a password.
    if (health) throw new Error('it asks for no password')
    if (refused) return version
    until.throwIfAborted()
  }
}

async function untilIdentified(
  connection: EngineConnection,
  signal: AbortSignal,
  until: AbortSignal,
): Promise<string> {
  let last: Identity | undefined
  for (;;) {
    const found = await identify(connection, until)
    signal.throwIfAborted()
    if (until.aborted) throw new Error(whatIsThere(last), { cause: until.reason })
    if (found.kind === 'engine') return found.version
    if (found.kind === 'other version')
      throw secondVersion(`it is OpenCode ${found.version ?? '2'}`)
    if (found.kind === 'refused') {
      const reason = 'it refuses the password that it was started with'
      throw found.mayBeSecond
        ? secondVersion(`${reason}, and may be OpenCode 2`)
        : new Error(reason)
    }
    // A page may be there before the engine is.
    last = found
    await sleep(PAUSE_MS, undefined, { signal: until }).catch(() => undefined)
  }
}

const whatIsThere = (last: Identity | undefined) =>
  last?.kind === 'stranger'
    ? `what answers at its address is no OpenCode engine. ${last.what}`
    : 'it did not answer in time'

const secondVersion = (reason: string) =>
  new UnfitEngine(
    `${reason}; Wheelhouse speaks with 1.x`,
    'Set WHEELHOUSE_ENGINE_BIN to an OpenCode of version 1, or unset it to use the engine that comes with Wheelhouse.',
  )
