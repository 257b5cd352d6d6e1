import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { READY } from './serve'
import { MOST_WAITING, type Outcome, TimedWorker, type WorkerLike } from './timed-worker'

/** A worker that answers when the test says so, and a clock that runs when it does. */
function stage() {
  const workers: (WorkerLike & { posted: { id: number; job: number }[]; isEnded: boolean })[] = []
  let timers: { at: number; run: () => void }[] = []
  let now = 0
  const worker = new TimedWorker<number, number>({
    start: () => {
      const made = {
        posted: [] as { id: number; job: number }[],
        isEnded: false,
        onmessage: null,
        onerror: null,
        postMessage: (call: { id: number; job: number }) => made.posted.push(call),
        terminate: () => {
          made.isEnded = true
        },
      }
      workers.push(made)
      return made
    },
    read: (answer) => (typeof answer === 'number' ? answer : undefined),
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((it) => it !== timer)
      }
    },
  })
  const last = () => workers.at(-1)
  const hear = (data: unknown, from = last()) =>
    from?.onmessage?.call(from as unknown as Worker, { data } as MessageEvent)
  return {
    worker,
    workers,
    last,
    hear,
    ready: () => hear(READY),
    answer: (value: unknown) => {
      const call = last()?.posted.at(-1)
      hear({ id: call?.id, isDone: true, value })
    },
    pass: (ms: number) => {
      now += ms
      for (let due = timers.filter(({ at }) => at <= now); due.length > 0; ) {
        timers = timers.filter((it) => !due.includes(it))
        for (const { run } of due) run()
        due = timers.filter(({ at }) => at <= now)
      }
    },
    run: (job: number, ms = 100) => {
      const told: Outcome<number>[] = []
      const withdraw = worker.run(job, ms, (outcome) => told.push(outcome))
      return { told, withdraw }
    },
  }
}

describe('a worker that is ended when it is late', () => {
  it('starts with the first job, and does one after the other', () => {
    const { run, workers, ready, answer, last } = stage()
    expect(workers).toHaveLength(0)
    const [one, two] = [run(1), run(2)]
    expect(workers).toHaveLength(1)
    expect(last()?.posted).toEqual([])
    ready()
    expect(last()?.posted.map(({ job }) => job)).toEqual([1])
    answer(10)
    answer(20)
    expect(one.told).toEqual([{ kind: 'done', value: 10 }])
    expect(two.told).toEqual([{ kind: 'done', value: 20 }])
    expect(workers).toHaveLength(1)
  })

  it('ends what is late, tells so, and goes on with another worker', () => {
    const { run, workers, ready, answer, pass, hear } = stage()
    const [slow, next] = [run(1), run(2)]
    ready()
    const first = workers[0]
    pass(100)
    // An answer that is here by now still counts, though nobody has looked at it yet.
    expect(slow.told).toEqual([])
    pass(100)
    expect(slow.told).toEqual([{ kind: 'late' }])
    expect(first?.isEnded).toBe(true)
    // What the ended one still had to say is of no interest.
    hear({ id: 1, isDone: true, value: 1 }, first)
    ready()
    answer(20)
    expect(next.told).toEqual([{ kind: 'done', value: 20 }])
    expect(slow.told).toHaveLength(1)
  })

  it('counts the time of the work alone', () => {
    const { run, ready, answer, pass } = stage()
    const { told } = run(1)
    pass(10_000)
    ready()
    // The machine was busy with other things: that is no time for the work.
    pass(10_000)
    answer(10)
    expect(told).toEqual([{ kind: 'done', value: 10 }])
  })

  it('tells all that wait when it cannot be loaded, and tries again with the next', () => {
    const { run, workers, pass, ready, answer } = stage()
    const [one, two] = [run(1), run(2)]
    for (let at = 0; at < 300; at += 1) pass(100)
    expect([one.told, two.told]).toEqual([[{ kind: 'failed' }], [{ kind: 'failed' }]])
    const three = run(3)
    expect(workers).toHaveLength(2)
    ready()
    answer(30)
    expect(three.told).toEqual([{ kind: 'done', value: 30 }])
  })

  it('takes no answer that is not what it should be, nor one to another job', () => {
    const { run, ready, answer, hear } = stage()
    const { told } = run(1)
    ready()
    hear({ id: 99, isDone: true, value: 1 })
    hear('nonsense')
    expect(told).toEqual([])
    answer('no number')
    expect(told).toEqual([{ kind: 'failed' }])
  })

  it('does not begin what was withdrawn, nor tell of it', () => {
    const { run, ready, answer, last } = stage()
    const [one, two, three] = [run(1), run(2), run(3)]
    ready()
    one.withdraw()
    two.withdraw()
    answer(10)
    expect(last()?.posted.map(({ job }) => job)).toEqual([1, 3])
    answer(30)
    expect([one.told, two.told]).toEqual([[], []])
    expect(three.told).toHaveLength(1)
  })

  it('gives up what has waited longest when too much does', () => {
    const { run } = stage()
    const all = Array.from({ length: MOST_WAITING + 2 }, (_, at) => run(at))
    expect(all.map(({ told }) => told.length).slice(0, 4)).toEqual([1, 1, 0, 0])
  })

  it('tells each job once, whatever happens', () => {
    const steps = fc.constantFrom('run', 'ready', 'answer', 'late', 'error', 'withdraw')
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), (script) => {
        const { run, ready, answer, pass, last } = stage()
        const jobs: ReturnType<typeof run>[] = []
        for (const step of script) {
          if (step === 'run') jobs.push(run(jobs.length))
          if (step === 'ready') ready()
          if (step === 'answer') answer(1)
          if (step === 'late') for (let at = 0; at < 250; at += 1) pass(100)
          if (step === 'error') last()?.onerror?.call(last() as unknown as Worker, {} as ErrorEvent)
          if (step === 'withdraw') jobs.at(-1)?.withdraw()
        }
        for (const { told } of jobs) expect(told.length).toBeLessThan(2)
        // Nothing is stuck: whatever comes last is done.
        const end = run(-1)
        for (let at = 0; at < jobs.length + 2; at += 1) {
          ready()
          answer(1)
        }
        expect(end.told).toHaveLength(1)
      }),
    )
  })
})
