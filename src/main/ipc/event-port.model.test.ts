import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Projection, StreamFrame } from '../../shared/events'
import { BATCH_BYTES, Hub } from '../events/hub'
import { CheckedStream, HubModel } from '../testing/hub-model'
import { recordLog } from '../testing/log'
import { FRAME_BYTES, type Port, streamToPort, UNACKNOWLEDGED_BYTES } from './event-port'

const MIB = 1024 * 1024
const LIMITS = { count: 8, bytes: 6 * MIB }
const LARGEST = 1200 * 1024
const PAD = 'x'.repeat(LARGEST)
/** A single event, or a resync, may be larger than what was left; hello is not counted. */
const MOST_IN_FLIGHT = UNACKNOWLEDGED_BYTES + LARGEST + FRAME_BYTES + 1024

/** A page that checks each frame against the model as it is sent, and acknowledges when told to. */
class Page implements Port {
  stream: CheckedStream | undefined
  closed = false
  /** What was sent and not acknowledged. */
  inFlight: { seq: number; bytes: number }[] = []
  #receive: (message: { data: unknown }) => void = () => undefined

  constructor(readonly world: World) {}

  postMessage(frame: StreamFrame): void {
    if (frame.kind === 'bye') return
    if (frame.kind === 'hello') {
      expect([this.stream, frame.seq]).toEqual([undefined, this.world.model.seq])
      this.stream = new CheckedStream(this.world.model, frame.seq)
      return
    }
    expect([this.closed, !!this.stream, this.hasRoom]).toEqual([false, true, true])
    if (frame.kind === 'resync') {
      this.stream?.resync(frame.seq, frame.reason)
      const bytes = JSON.stringify(frame.projection).length + FRAME_BYTES
      this.inFlight.push({ seq: frame.seq, bytes })
      return
    }
    const { first, last, json } = frame
    const texts = json.slice(1, -1).split(',')
    expect(first).toBe((this.stream?.at ?? 0) + 1)
    expect(texts).toHaveLength(last - first + 1)
    if (texts.length > 1) expect(json.length).toBeLessThan(BATCH_BYTES + 16)
    this.stream?.events(last, texts)
    this.inFlight.push({ seq: last, bytes: json.length - texts.length - 1 + FRAME_BYTES })
  }
  on(event: 'message' | 'close', listener: (message: { data: unknown }) => void): this {
    if (event === 'message') this.#receive = listener
    return this
  }
  start(): void {
    // Nothing comes before the test sends it.
  }
  close(): void {
    this.closed = true
  }

  get bytesInFlight(): number {
    return this.inFlight.reduce((sum, { bytes }) => sum + bytes, 0)
  }
  get hasRoom(): boolean {
    return this.bytesInFlight < UNACKNOWLEDGED_BYTES
  }
  send(data: unknown): void {
    this.#receive({ data })
  }
  /** Says that it applied that many of the frames that it has not acknowledged yet. */
  acknowledge(count: number): void {
    const applied = this.inFlight.splice(0, count).at(-1)
    if (applied) this.send({ ack: applied.seq })
  }
}

const small = fc.integer({ min: 1, max: 40 })
const large = fc.integer({ min: 700 * 1024, max: LARGEST })
const sizes = fc.array(fc.oneof({ weight: 2, arbitrary: small }, { weight: 1, arbitrary: large }), {
  minLength: 1,
  maxLength: 8,
})
const index = fc.nat(1)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const), sizes }) },
  fc.record({
    do: fc.constant('interrupt' as const),
    size: fc.constantFrom(0, 0, 100, MIB),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('ack' as const),
      index,
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
  fc.record({
    do: fc.constant('noise' as const),
    index,
    data: fc.oneof(
      fc.anything(),
      fc.record({ ack: fc.constantFrom(-1, 0, 0.5, 1e6, Number.MAX_SAFE_INTEGER) }),
    ),
  }),
  fc.record({ do: fc.constant('reopen' as const), index }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class World {
  readonly log = recordLog()
  readonly hub = new Hub({ log: this.log, limits: LIMITS })
  readonly model = new HubModel(LIMITS)
  #snapshotSize = 0
  readonly pages = [this.#open(), this.#open()]

  #open() {
    const page = new Page(this)
    const end = streamToPort({
      port: page,
      hub: this.hub,
      snapshot: () => PAD.slice(0, this.#snapshotSize) as unknown as Projection,
      log: this.log,
      onClose: () => undefined,
    })
    return { page, end }
  }

  run(step: Step): void {
    switch (step.do) {
      case 'publish':
        this.#publish(step.sizes)
        break
      case 'interrupt':
        this.#snapshotSize = step.size
        this.model.cut()
        this.hub.interrupt()
        break
      case 'ack':
        this.pages[step.index]?.page.acknowledge(step.count)
        break
      case 'noise':
        this.pages[step.index]?.page.send(step.data)
        break
      case 'reopen': {
        const old = this.pages[step.index]
        old?.end('replaced')
        this.pages[step.index] = this.#open()
        // What the one before still says must not reach the one after.
        old?.page.acknowledge(100)
      }
    }
  }

  #publish(sizes: number[]): void {
    const added = sizes.map((size) =>
      this.model.publish((seq) => ({ type: 't', text: `${seq}:${PAD.slice(0, size)}` })),
    )
    this.hub.publish(added.map((event) => ({ ...event, directory: '', sessionID: undefined })))
  }

  check(): void {
    // A failed expectation inside a page would be swallowed as a throwing subscriber.
    expect(this.log.lines).toEqual([])
    expect(this.hub.size).toBe(this.pages.length)
    for (const { page } of this.pages) {
      expect(page.bytesInFlight).toBeLessThan(MOST_IN_FLIGHT)
      if (page.hasRoom) expect(page.stream?.at).toBe(this.model.seq)
    }
  }
}

it('whatever happens, a page is sent a contiguous copy, or resync, and never too much', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const world = new World()
      for (const step of steps) {
        world.run(step)
        world.check()
      }
      for (const { page } of world.pages) {
        while (page.inFlight.length > 0) page.acknowledge(1)
        expect(page.stream?.at).toBe(world.model.seq)
      }
    }),
    { numRuns: 40 },
  )
  // A second on a calm machine.
}, 30_000)
