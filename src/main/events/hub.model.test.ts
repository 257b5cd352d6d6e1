import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ResyncReason } from '../../shared/events'
import { CheckedStream, HubModel, label, sizeOf } from '../testing/hub-model'
import { recordLog } from '../testing/log'
import { BATCH_BYTES, type Batch, type Cursor, Hub, type Sink } from './hub'
import type { RingEvent } from './ring'

const LIMITS = { count: 8, bytes: 3 * BATCH_BYTES }
const TYPES = ['even', 'odd']

/** A sink that checks each write against the model. */
class CheckedSink implements Sink {
  closed = false
  /** Has said that it takes no more. */
  stalled = false
  wantsMore = true
  /** Runs in the middle of the next write. */
  mischief: (() => void) | undefined
  cursor: Cursor | undefined
  #writing = false

  constructor(readonly stream: CheckedStream) {}

  batch(batch: Batch): boolean {
    return this.#write(() => {
      const { first, last, events } = batch
      const { at, wanted } = this.stream
      const texts = events.map((event) => event.text)
      if (!wanted) expect(first).toBe(at + 1)
      expect(first).toBeGreaterThan(at)
      expect(events.at(-1)?.seq).toBeLessThanOrEqual(last)
      expect(events.length).toBeGreaterThan(0)
      if (events.length > 1) expect(sizeOf(texts)).toBeLessThanOrEqual(BATCH_BYTES)
      expect(batch.bytes).toBe(sizeOf(texts))
      this.stream.events(last, texts)
    })
  }

  resync(seq: number, reason: ResyncReason): boolean {
    return this.#write(() => this.stream.resync(seq, reason))
  }

  #write(check: () => void): boolean {
    expect([this.closed, this.stalled, this.#writing]).toEqual([false, false, false])
    this.#writing = true
    check()
    const { mischief } = this
    this.mischief = undefined
    mischief?.()
    this.#writing = false
    this.stalled = !this.wantsMore
    return this.wantsMore
  }
}

const small = fc.integer({ min: 1, max: 40 })
const large = fc.integer({ min: 90 * 1024, max: 300 * 1024 })
const sizes = fc.array(fc.oneof({ weight: 8, arbitrary: small }, { weight: 1, arbitrary: large }), {
  minLength: 1,
  maxLength: 12,
})
const index = fc.nat(3)
const quiet = fc.oneof(
  fc.record({ do: fc.constant('publish' as const), sizes }),
  fc.record({ do: fc.constant('stall' as const), index }),
  fc.record({ do: fc.constant('resume' as const), index }),
  fc.record({ do: fc.constant('close' as const), index }),
  fc.record({ do: fc.constant('interrupt' as const) }),
  fc.record({
    do: fc.constant('subscribe' as const),
    back: fc.option(fc.nat(20), { nil: undefined }),
    wanted: fc.option(fc.constantFrom(...TYPES), { nil: undefined }),
  }),
)
const step = fc.oneof(
  { weight: 5, arbitrary: quiet },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('within' as const), index, what: quiet }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('throw' as const), index }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class World {
  readonly log = recordLog()
  readonly hub = new Hub({ log: this.log, limits: LIMITS })
  readonly model = new HubModel(LIMITS)
  readonly sinks: CheckedSink[] = []
  thrown = 0

  run(step: Step): void {
    switch (step.do) {
      case 'publish':
        this.#publish(step.sizes)
        break
      case 'subscribe':
        this.#subscribe(step.back, step.wanted)
        break
      case 'interrupt':
        this.model.cut()
        this.hub.interrupt()
        break
      default: {
        const sink = this.sinks[step.index]
        if (sink && !sink.closed) this.#disturb(sink, step)
      }
    }
  }

  #disturb(sink: CheckedSink, step: Extract<Step, { index: number }>): void {
    switch (step.do) {
      case 'stall':
        sink.wantsMore = false
        break
      case 'resume':
        sink.wantsMore = true
        sink.stalled = false
        sink.cursor?.resume()
        break
      case 'close':
        sink.closed = true
        sink.cursor?.close()
        break
      case 'within':
        sink.mischief = () => this.run(step.what)
        break
      case 'throw':
        sink.mischief = () => {
          sink.closed = true
          this.thrown += 1
          throw new Error('mischief')
        }
    }
  }

  #publish(sizes: number[]): void {
    const added = sizes.map((size) =>
      this.model.publish((seq) => ({
        type: TYPES[seq % 2] ?? '',
        text: `${seq}:`.padEnd(size, 'x'),
      })),
    )
    this.hub.publish(added.map((event) => ({ ...event, directory: '', sessionID: undefined })))
  }

  #subscribe(back: number | undefined, wanted: string | undefined): void {
    const after = back === undefined ? undefined : Math.max(0, this.model.seq - back)
    const sink = new CheckedSink(new CheckedStream(this.model, after ?? this.model.seq, wanted))
    this.sinks.push(sink)
    const filter = wanted && { filter: (event: RingEvent) => event.type === wanted }
    sink.cursor = this.hub.subscribe(sink, { ...(after !== undefined && { after }), ...filter })
  }

  /** What must hold between any two steps. */
  check(): void {
    const { hub, model, log } = this
    const open = this.sinks.filter((sink) => !sink.closed)
    expect(hub.seq).toBe(model.seq)
    expect(hub.size).toBe(open.length)
    // A failed expectation inside a sink would be swallowed as a throwing sink.
    expect(log.lines.filter((line) => !line.includes('mischief'))).toEqual([])
    expect(log.lines).toHaveLength(this.thrown)
    for (const sink of open) {
      if (!sink.stalled) expect(sink.cursor?.position).toBe(model.seq)
      if (!sink.stream.wanted && !sink.stalled) expect(sink.stream.at).toBe(model.seq)
    }
    this.#checkMemory()
  }

  // All that the hub holds is what it can still replay.
  #checkMemory(): void {
    const { kept, seq } = this.model
    const held: string[] = []
    const probe: Sink = {
      batch: (batch) => held.push(...batch.events.map((event) => event.text)) > 0,
      resync: () => true,
    }
    this.hub.subscribe(probe, { after: seq - kept.length }).close()
    expect(held.map(label)).toEqual(this.model.keptTexts.map(label))
    expect(held.length).toBeLessThanOrEqual(LIMITS.count)
    if (held.length > 1) expect(sizeOf(held)).toBeLessThanOrEqual(LIMITS.bytes)
  }
}

it('whatever happens, a sink sees a contiguous copy, or a resync says where it goes on', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const world = new World()
      world.run({ do: 'subscribe', back: undefined, wanted: undefined })
      world.run({ do: 'subscribe', back: undefined, wanted: 'even' })
      for (const step of steps) {
        world.run(step)
        world.check()
      }
    }),
    { numRuns: 100 },
  )
  // Half a second on a calm machine.
}, 30_000)
