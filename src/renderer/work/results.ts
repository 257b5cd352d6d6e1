import type { Outcome, TimedWorker } from './timed-worker'

/** How a result is to be got. */
export interface Wish<Job> {
  /** Under which it is kept: whatever decides it. */
  readonly key: string
  readonly job: Job
  /** Of work that it may take. */
  readonly ms: number
  /** Whether it is kept for the next who wants it: not what changes in a moment. */
  readonly isKept: boolean
}

interface Wanted<Result> {
  outcome: Outcome<Result> | undefined
  isKept: boolean
  listeners: Set<() => void>
  withdraw: () => void
}

// What is on the screen, and some screens above and below.
const MOST_KEPT = 400
const MOST_CHARS = 4_000_000

/**
 * What came of jobs, by what decides it: asked for once however many want it, given up when nobody
 * does any more, and kept for a while. That one was late is kept too.
 */
export class Results<Job, Result> {
  readonly #worker: Pick<TimedWorker<Job, Result>, 'run'>
  #wanted = new Map<string, Wanted<Result>>()
  #kept = new Map<string, Outcome<Result>>()
  #chars = 0

  constructor(worker: Pick<TimedWorker<Job, Result>, 'run'>) {
    this.#worker = worker
  }

  /** What is known of it; undefined when nothing is yet. */
  peek(key: string): Outcome<Result> | undefined {
    return this.#wanted.get(key)?.outcome ?? this.#kept.get(key)
  }

  /** Keeps what was found out in another way. */
  keep(key: string, outcome: Outcome<Result>): void {
    this.#drop(key)
    this.#kept.set(key, outcome)
    this.#chars += key.length
    // A Map keeps the order of insertion: what was shown last is dropped last.
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT && this.#chars <= MOST_CHARS) return
      this.#drop(oldest)
    }
  }

  /**
   * Sees to it that a result comes.
   * @param listener called when it is there, if it is not there already
   * @returns says that it is not wanted any more
   */
  want({ key, job, ms, isKept }: Wish<Job>, listener: () => void): () => void {
    let wanted = this.#wanted.get(key)
    if (!wanted) {
      wanted = {
        outcome: this.#kept.get(key),
        isKept,
        listeners: new Set(),
        withdraw: () => undefined,
      }
      this.#wanted.set(key, wanted)
      this.#drop(key)
      if (!wanted.outcome) this.#ask(wanted, job, ms)
    }
    const asked = wanted
    asked.listeners.add(listener)
    return () => {
      if (!asked.listeners.delete(listener) || asked.listeners.size > 0) return
      asked.withdraw()
      this.#wanted.delete(key)
      // What failed may do better with another worker.
      if (asked.isKept && asked.outcome && asked.outcome.kind !== 'failed') {
        this.keep(key, asked.outcome)
      }
    }
  }

  #ask(wanted: Wanted<Result>, job: Job, ms: number): void {
    wanted.withdraw = this.#worker.run(job, ms, (outcome) => {
      wanted.outcome = outcome
      for (const listener of [...wanted.listeners]) listener()
    })
  }

  #drop(key: string): void {
    if (this.#kept.delete(key)) this.#chars -= key.length
  }
}
