import { expect } from 'vitest'
import type { EngineStatus } from '../../shared/engine-types'
import { FakeClock, quiet } from '../testing/fake-clock'
import { recordLog } from '../testing/log'
import { type SupervisedEngine, Supervisor, type SupervisorOptions } from './supervisor'

/** An engine without a process; the test decides what becomes of it. */
export class FakeEngine implements SupervisedEngine {
  readonly url: string
  readonly password = 'secret'
  readonly version = '1.18.33'
  readonly gone: Promise<string>
  /** Each call of `stop`, with what it asked. */
  readonly stops: ('in its time' | 'at once')[] = []
  alive = true
  watched = false
  /** It no longer answers. */
  hang: (reason: string) => void = () => undefined
  #gone: (reason: string) => void = () => undefined
  readonly #obeys: boolean

  constructor(
    readonly pid: number,
    obeys: boolean,
  ) {
    this.url = `http://127.0.0.1:${pid}`
    this.#obeys = obeys
    this.gone = new Promise((resolve) => {
      this.#gone = resolve
    })
  }

  output(): string {
    return `last words of ${this.pid}`
  }

  async stop(at?: 'at once'): Promise<void> {
    this.stops.push(at ?? 'in its time')
    if (this.#obeys) this.end('was ended by SIGTERM')
    await this.gone
  }

  /** It is gone, by itself or because it was asked. */
  end(reason = 'exited with code 1'): void {
    this.alive = false
    this.#gone(reason)
  }
}

/** A launch that is under way until the test, or its signal, ends it. */
export class FakeLaunch {
  engine: FakeEngine | undefined
  /** Neither up nor ended yet. */
  pending = true
  readonly promise: Promise<SupervisedEngine>
  #settle: { resolve: (engine: SupervisedEngine) => void; reject: (error: unknown) => void }

  constructor(
    readonly pid: number,
    readonly projectDir: string,
    readonly signal: AbortSignal,
    /** Tells what keeps it so long. */
    readonly say: (message: string) => void,
    private readonly obeys: boolean,
  ) {
    this.#settle = { resolve: () => undefined, reject: () => undefined }
    this.promise = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    if (obeys) signal.addEventListener('abort', () => this.fail(signal.reason))
  }

  /** The engine answers. */
  succeed(): FakeEngine {
    this.pending = false
    this.engine = new FakeEngine(this.pid, this.obeys)
    this.#settle.resolve(this.engine)
    return this.engine
  }

  /** It does not come up, and nothing of it is left. */
  fail(error: unknown = new Error('no start')): void {
    this.pending = false
    this.#settle.reject(error)
  }
}

export interface FixtureOptions extends Pick<SupervisorOptions, 'random' | 'breaker'> {
  /** Whether engines end when asked and launches when aborted; otherwise the test ends them. */
  obeys?: boolean
  onStatus?: (status: EngineStatus) => void
}

/** A supervisor whose launches, engines and time are the test's. */
export function superviseFakes(options: FixtureOptions = {}) {
  const { obeys = true, random = () => 0.5, breaker, onStatus } = options
  const clock = new FakeClock()
  const log = recordLog()
  const launches: FakeLaunch[] = []
  const statuses: EngineStatus[] = []
  const supervisor = new Supervisor({
    clock,
    log,
    random,
    breaker,
    launch: (projectDir, signal, say) => {
      const launch = new FakeLaunch(launches.length + 1, projectDir, signal, say, obeys)
      launches.push(launch)
      return launch.promise
    },
    watch: (engine, onHang) => {
      const fake = engine as FakeEngine
      fake.watched = true
      fake.hang = onHang
      return () => {
        fake.watched = false
      }
    },
    onStatus: (status) => {
      statuses.push(status)
      onStatus?.(status)
    },
  })

  return {
    clock,
    log,
    supervisor,
    launches,
    /** All that was announced, oldest first. */
    statuses,
    states: () => statuses.map(({ state }) => state),
    /** What was logged of transitions: `stopped → starting (asked to start)`. */
    transitions: () =>
      log.lines
        .filter((line) => line.startsWith('info: Engine: '))
        .map((line) => line.slice('info: Engine: '.length)),
    /** The launch that is under way or was the last; fails the test when there is none. */
    launch(): FakeLaunch {
      const last = launches.at(-1)
      if (!last) throw new Error('nothing was launched')
      return last
    },
    /** What lives: engines, and launches that are under way. */
    alive: () => launches.filter(({ pending, engine }) => pending || engine?.alive),
    /** An engine that is started and ready. */
    async ready(): Promise<FakeEngine> {
      const start = supervisor.start('/project')
      await quiet()
      const engine = this.launch().succeed()
      await start
      return engine
    },
    /** The wait that is under way, ms; 0 when there is none. */
    waiting(): number {
      const [due = 0, ...others] = clock.due
      expect(others).toEqual([])
      return due
    },
    /** Lets the wait pass and the next launch begin. */
    async passBackoff(): Promise<void> {
      clock.tick(this.waiting())
      await quiet()
    },
    /** Lets the wait pass and the next launch succeed. */
    async comeBack(): Promise<FakeEngine> {
      await this.passBackoff()
      const engine = this.launch().succeed()
      await quiet()
      return engine
    },
    /** What must be true at any time. */
    check() {
      const { status, engine } = supervisor
      expect(status.running).toBe(status.state === 'ready')
      expect(engine !== undefined).toBe(status.running)
      expect(this.alive().length).toBeLessThanOrEqual(1)
    },
  }
}

/** The engine goes by itself. */
export async function crash(engine: FakeEngine): Promise<void> {
  engine.end('was ended by SIGSEGV')
  await quiet()
}

export type SupervisedFakes = ReturnType<typeof superviseFakes>
