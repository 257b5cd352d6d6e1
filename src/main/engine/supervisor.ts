import type { EngineState, EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { Logger } from '../logging'
import { BREAKER, Breaker } from './breaker'
import { type Clock, systemClock } from './clock'
import type { EngineConnection } from './connection'
import { lastErrorOf } from './last-error'

/** An engine as the supervisor sees it: ours to end, or one that runs elsewhere. */
export interface SupervisedEngine extends EngineConnection {
  version: string
  /** Absent for an engine that runs elsewhere. */
  pid?: number | undefined
  /** Set where what it starts inherits its password. */
  passwordInherited?: boolean
  /** Settles with the reason ("was ended by SIGKILL") when it is gone. Never rejects. */
  gone: Promise<string>
  /** The last of what it printed. */
  output(): string
  /**
   * Ends it and resolves when it is gone.
   * @param at once spares the time that a healthy engine gets to end by itself
   */
  stop(at?: 'at once'): Promise<void>
}

export interface SupervisorOptions {
  /**
   * Brings an engine up; rejects, and leaves nothing behind, when it cannot or `signal` aborts.
   * @param say tells a person what keeps it so long
   */
  launch: (
    projectDir: string,
    signal: AbortSignal,
    say: (message: string) => void,
  ) => Promise<SupervisedEngine>
  /** Watches a ready engine. @param onHang it no longer answers @returns ends the watch */
  watch: (engine: SupervisedEngine, onHang: (reason: string) => void) => () => void
  onStatus: (status: EngineStatus) => void
  log: Logger
  clock?: Clock
  random?: () => number
  /** Crashes within a minute that end the attempts. */
  breaker?: number | undefined
}

interface Waiting {
  abort: AbortController
  /** Ends a wait between two attempts. */
  hurry: () => void
}
interface Attempt extends Waiting {
  settled: Promise<EngineStatus>
}
interface Beginning {
  delayMs?: number
  lastError?: EngineStatus['lastError']
}

/**
 * Keeps one engine running. States:
 *
 *     stopped ──start──▶ starting ──it answers──▶ ready ──crash, hang, restart──▶ restarting
 *        ▲                  │                       ▲                              │   │
 *        │                  └─it cannot──▶ failed   └─────────it answers───────────┘   │
 *        │                                   ▲──────────five crashes in a minute───────┘
 *        └── stop, from any state; start and restart lead out of failed
 */
export class Supervisor {
  readonly #options: Required<SupervisorOptions>
  readonly #breaker: Breaker
  #status: EngineStatus
  #engine: SupervisedEngine | undefined
  #unwatch: () => void = () => undefined
  #attempt: Attempt | undefined
  #stopping: Promise<void> | undefined
  /** How often a stop was asked. */
  #stops = 0
  /** Settles when every engine that was told to end is gone. Never rejects. */
  #ended: Promise<unknown> = Promise.resolve()

  constructor(options: SupervisorOptions) {
    this.#options = {
      clock: systemClock,
      random: Math.random,
      ...options,
      breaker: options.breaker ?? BREAKER.crashes,
    }
    const { clock, random, breaker: crashes } = this.#options
    this.#breaker = new Breaker({ clock, random, crashes })
    const since = clock.now()
    this.#status = { running: false, state: 'stopped', since, restarts: 0 }
  }

  get status(): EngineStatus {
    return this.#status
  }

  /** The engine, while it is ready. */
  get engine(): SupervisedEngine | undefined {
    return this.#engine
  }

  /**
   * Starts the engine unless it runs. While a start or restart is under way, that is what every
   * caller gets.
   * @throws AppError when the engine cannot be started, or is stopped meanwhile
   */
  async start(projectDir: string): Promise<EngineStatus> {
    if (this.#stopping) await this.#untilStopped()
    if (this.#attempt) return this.#join(this.#attempt)
    if (this.#engine) return this.#status
    this.#breaker.reset()
    return this.#begin('starting', 'asked to start', projectDir)
  }

  /**
   * Ends the engine and starts it again, in the directory where it was.
   * @throws AppError `conflict` when it was never started
   */
  async restart(): Promise<EngineStatus> {
    if (this.#stopping) await this.#untilStopped()
    if (this.#attempt) return this.#join(this.#attempt)
    const { projectDir } = this.#status
    if (projectDir === undefined) {
      throw new AppError('conflict', 'The engine was never started. Start it first.')
    }
    this.#breaker.reset()
    this.#end(this.#release())
    return this.#begin('restarting', 'asked to restart', projectDir)
  }

  /** Ends the engine, or its start, and resolves when nothing of it is left. */
  stop(): Promise<void> {
    this.#stops += 1
    this.#stopping ??= this.#stopNow().finally(() => {
      this.#stopping = undefined
    })
    return this.#stopping
  }

  async #stopNow(): Promise<void> {
    // An engine that came and went in this very moment has already begun the next attempt.
    while (this.#attempt) {
      this.#attempt.abort.abort(new Error('asked to stop'))
      await this.#attempt.settled.catch(() => undefined)
    }
    this.#end(this.#release())
    if (this.#status.state !== 'stopped') this.#enter('stopped', 'asked to stop')
    await this.#ended
  }

  // Whoever waits here and then hears of yet another stop was overruled by it.
  async #untilStopped(): Promise<void> {
    const stops = this.#stops
    while (this.#stopping) await this.#stopping
    if (this.#stops !== stops) throw stopped()
  }

  /** Nothing is launched, and no stop resolves, before it is gone. */
  #end(engine: SupervisedEngine | undefined, at?: 'at once'): void {
    if (!engine) return
    const ending = engine.stop(at).catch((error) => {
      this.#options.log.error('The engine could not be ended.', error)
    })
    this.#ended = Promise.all([this.#ended, ending])
  }

  #join(attempt: Attempt): Promise<EngineStatus> {
    attempt.hurry()
    return attempt.settled
  }

  #begin(
    state: 'starting' | 'restarting',
    reason: string,
    projectDir: string,
    { delayMs = 0, ...more }: Beginning = {},
  ): Promise<EngineStatus> {
    const waiting = { abort: new AbortController(), hurry: () => undefined }
    const settled = this.#bringUp(waiting, projectDir, delayMs).finally(() => {
      if (this.#attempt === attempt) this.#attempt = undefined
    })
    // After a crash nobody waits for it; the status says how it went.
    settled.catch(() => undefined)
    const attempt: Attempt = Object.assign(waiting, { settled })
    this.#attempt = attempt
    this.#enter(state, reason, { projectDir, ...more, ...this.#retryAt(delayMs) })
    return settled
  }

  async #bringUp(attempt: Waiting, projectDir: string, delayMs: number): Promise<EngineStatus> {
    const { signal } = attempt.abort
    for (let wait = delayMs; ; ) {
      // Also lets the caller enter its state before anything can fail.
      await Promise.all([this.#ended, wait > 0 && this.#pause(wait, attempt)])
      if (signal.aborted) throw stopped()
      try {
        const engine = await this.#options.launch(projectDir, signal, (message) => {
          if (this.#attempt?.abort.signal === signal) this.#note(message)
        })
        if (!signal.aborted) return this.#adopt(engine)
        this.#end(engine)
        throw signal.reason
      } catch (error) {
        if (signal.aborted) throw stopped(error)
        const next = this.#afterFailure(error)
        if (next === undefined) throw error
        wait = next
      }
    }
  }

  #note(message: string): void {
    const { log, clock } = this.#options
    log.warn(message)
    const { state } = this.#status
    this.#enter(state, 'it takes long', { lastError: { message, at: clock.now() } })
  }

  /** @returns after how many ms to try again, or undefined when it is given up */
  #afterFailure(error: unknown): number | undefined {
    const { log } = this.#options
    const lastError = lastErrorOf(error, this.#options.clock.now())
    log.error('The engine did not start.', error)
    if (this.#status.state === 'starting') {
      this.#enter('failed', 'it did not start', { lastError })
      return undefined
    }
    const delayMs = this.#breaker.countCrash()
    if (delayMs === undefined) {
      this.#enter('failed', 'too many crashes', { lastError })
      return undefined
    }
    this.#enter('restarting', 'it did not come back', { lastError, ...this.#retryAt(delayMs) })
    return delayMs
  }

  #adopt(engine: SupervisedEngine): EngineStatus {
    const restarted = this.#status.state === 'restarting'
    this.#engine = engine
    this.#unwatch = this.#options.watch(engine, (reason) => {
      this.#lost(engine, `it ${reason}`, 'at once')
    })
    engine.gone.then((reason) => this.#lost(engine, `it ${reason}`))
    this.#enter('ready', 'it answers', {
      url: engine.url,
      pid: engine.pid,
      version: engine.version,
      restarts: this.#status.restarts + (restarted ? 1 : 0),
    })
    return this.#status
  }

  #lost(engine: SupervisedEngine, reason: string, end?: 'at once'): void {
    if (this.#engine !== engine) return
    this.#release()
    const { log, clock } = this.#options
    const output = engine.output()
    const delayMs = this.#breaker.countCrash()
    const lastError = { message: `The engine stopped: ${reason}.`, output, at: clock.now() }
    log.error(lastError.message, output)
    if (end) this.#end(engine, end)
    if (delayMs === undefined) {
      lastError.message += ` It did so ${this.#options.breaker} times within a minute, so it stays off. Read its last words, then start it again.`
      this.#enter('failed', 'too many crashes', { lastError })
      return
    }
    const { projectDir = '' } = this.#status
    this.#begin('restarting', reason, projectDir, { delayMs, lastError })
  }

  #release(): SupervisedEngine | undefined {
    const engine = this.#engine
    this.#engine = undefined
    this.#unwatch()
    this.#unwatch = () => undefined
    return engine
  }

  #pause(ms: number, attempt: Waiting): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = attempt.abort
      const done = () => {
        cancel()
        attempt.hurry = () => undefined
        signal.removeEventListener('abort', done)
        resolve()
      }
      const cancel = this.#options.clock.after(ms, done)
      attempt.hurry = done
      signal.addEventListener('abort', done, { once: true })
    })
  }

  #retryAt(delayMs: number): Partial<EngineStatus> {
    return delayMs > 0 ? { retryAt: this.#options.clock.now() + delayMs } : {}
  }

  #enter(state: EngineState, reason: string, more: Partial<EngineStatus> = {}): void {
    const { projectDir, restarts, lastError, state: before, since } = this.#status
    this.#options.log.info(`Engine: ${before} → ${state} (${reason})`)
    this.#status = {
      projectDir,
      restarts,
      // What went wrong last stays readable until a person asks for a fresh start.
      ...(state !== 'starting' && { lastError }),
      ...more,
      running: state === 'ready',
      state,
      since: state === before ? since : this.#options.clock.now(),
    }
    try {
      this.#options.onStatus(this.#status)
    } catch (error) {
      this.#options.log.error('A listener to the state of the engine failed.', error)
    }
  }
}

const stopped = (cause?: unknown) =>
  new AppError('engine_unavailable', 'The engine was stopped while it was starting.', { cause })
