import type { After } from '../client/after'
import { isReply, READY } from './serve'

/** What became of a job. `late`: it took longer than it may; `failed`: it cannot be done at all. */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly value: Result }
  | { readonly kind: 'late' }
  | { readonly kind: 'failed' }

/** What is used of a `Worker`. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>

interface Options<Job, Result> {
  /** Starts the worker, which says when it is ready; called again after one was ended. */
  start: () => WorkerLike
  /** Checks what the worker answers. @returns undefined when that is not what it should be */
  read: (answer: unknown, job: Job) => Result | undefined
  after: After
}

interface Entry<Job, Result> {
  readonly id: number
  readonly job: Job
  readonly ms: number
  tell: (outcome: Outcome<Result>) => void
}

/** How long a worker may take to load. */
const LOAD_MS = 20_000
/** Beyond that many the one that has waited longest is given up: it is out of sight by now. */
export const MOST_WAITING = 500
const TICK_MS = 100

/**
 * Work on what an agent wrote, apart from the page, one job after the other. A job that is late is
 * ended together with its worker: nothing else ends a parser in a loop.
 */
export class TimedWorker<Job, Result> {
  readonly #options: Options<Job, Result>
  #worker: WorkerLike | undefined
  #isReady = false
  #current: Entry<Job, Result> | undefined
  #waiting: Entry<Job, Result>[] = []
  #endTimer: () => void = () => undefined
  #count = 0

  constructor(options: Options<Job, Result>) {
    this.#options = options
  }

  /**
   * Does a job when its turn comes.
   * @param ms of work that it may take
   * @param tell called once, later, unless it was withdrawn
   * @returns withdraws it: what has begun ends by itself, and is told to nobody
   */
  run(job: Job, ms: number, tell: (outcome: Outcome<Result>) => void): () => void {
    this.#count += 1
    const entry = { id: this.#count, job, ms, tell }
    this.#waiting.push(entry)
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift()?.tell({ kind: 'failed' })
    this.#next()
    return () => {
      entry.tell = () => undefined
      this.#waiting = this.#waiting.filter((it) => it !== entry)
    }
  }

  #next(): void {
    if (this.#current) return
    const [entry] = this.#waiting
    if (!entry) return
    if (!this.#worker) this.#start()
    if (!this.#isReady || !this.#worker) return
    this.#waiting.shift()
    this.#current = entry
    this.#worker.postMessage({ id: entry.id, job: entry.job })
    this.#wait(entry.ms, () => this.#end('late'))
  }

  #start(): void {
    let worker: WorkerLike
    try {
      worker = this.#options.start()
    } catch (error) {
      globalThis.reportError?.(error)
      this.#end('failed')
      return
    }
    this.#worker = worker
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (worker === this.#worker) this.#hear(data)
    }
    worker.onerror = () => {
      if (worker === this.#worker) this.#end('failed')
    }
    this.#wait(LOAD_MS, () => this.#end('failed'))
  }

  #hear(data: unknown): void {
    if (data === READY) {
      this.#endTimer()
      this.#isReady = true
      this.#next()
      return
    }
    const entry = this.#current
    if (!entry || !isReply(data) || data.id !== entry.id) return
    this.#endTimer()
    this.#current = undefined
    const value = data.isDone ? this.#options.read(data.value, entry.job) : undefined
    entry.tell(value === undefined ? { kind: 'failed' } : { kind: 'done', value })
    this.#next()
  }

  /** Ends the worker, and with it what it is at; while it loads, all that waits for it. */
  #end(kind: 'late' | 'failed'): void {
    this.#endTimer()
    this.#worker?.terminate()
    this.#worker = undefined
    this.#isReady = false
    const given = this.#current ? [this.#current] : this.#waiting.splice(0)
    this.#current = undefined
    for (const { tell } of given) tell({ kind })
    this.#next()
  }

  /**
   * Calls back when so much time was there for work. Where the machine is so busy that this page's own
   * clock comes late, the worker has waited as well: then less has passed than the clock says.
   */
  #wait(ms: number, callback: () => void): void {
    this.#endTimer()
    let left = ms
    const step = () => {
      if (left <= 0) return callback()
      const part = Math.min(left, TICK_MS)
      left -= part
      end = this.#options.after(part, step)
    }
    let end = this.#options.after(TICK_MS, step)
    this.#endTimer = () => end()
  }
}
