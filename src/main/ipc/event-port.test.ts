import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Projection, StreamFrame } from '../../shared/events'
import { BATCH_BYTES, Hub } from '../events/hub'
import { recordLog } from '../testing/log'
import { type Port, streamToPort, UNACKNOWLEDGED_BYTES } from './event-port'

/** The two ends of a channel, in memory: main's, and what a page does with its own. */
class PortPair implements Port {
  readonly frames: StreamFrame[] = []
  started = false
  closed = 0
  /** What the page does with each frame at once. */
  onFrame: ((frame: StreamFrame) => void) | undefined
  readonly #onMessage: ((message: { data: unknown }) => void)[] = []
  readonly #onClose: (() => void)[] = []

  postMessage(frame: StreamFrame): void {
    if (this.closed) throw new Error('the port is closed')
    this.frames.push(structuredClone(frame))
    this.onFrame?.(frame)
  }
  on(event: 'message' | 'close', listener: (message: { data: unknown }) => void): this {
    if (event === 'message') this.#onMessage.push(listener)
    else this.#onClose.push(listener as () => void)
    return this
  }
  start(): void {
    this.started = true
  }
  close(): void {
    this.closed += 1
    for (const listener of this.#onClose) listener()
  }

  /** The page sends this. */
  send(data: unknown): void {
    for (const listener of this.#onMessage) listener({ data })
  }
  ack(ack: number): void {
    this.send({ ack })
  }
  get batches() {
    return this.frames.filter((frame) => frame.kind === 'batch')
  }
}

const PROJECTION: Projection = {
  engine: { running: true, state: 'ready', since: 1, restarts: 0 },
  statuses: { ses_1: { type: 'busy' } },
}
let hub: Hub
let port: PortPair

const connect = (onClose: () => void = () => undefined) =>
  streamToPort(port, hub, () => PROJECTION, onClose)
const publish = (...texts: string[]) =>
  hub.publish(texts.map((text) => ({ type: 't', directory: '/p', sessionID: undefined, text })))
const LARGE = JSON.stringify('x'.repeat(BATCH_BYTES))
const publishLarge = (times: number) => {
  for (let i = 0; i < times; i += 1) publish(LARGE)
}
/** How many large batches fit before the page must acknowledge. */
const FIT = Math.ceil(UNACKNOWLEDGED_BYTES / (LARGE.length + 2))

beforeEach(() => {
  hub = new Hub({ log: recordLog(), epoch: 'epoch1' })
  port = new PortPair()
})

describe('the stream to a page', () => {
  it('begins with hello: where it stands, and what a page must know', () => {
    publish('1', '2')
    connect()
    expect(port.frames).toEqual([
      { kind: 'hello', epoch: 'epoch1', seq: 2, projection: PROJECTION },
    ])
    expect(port.started).toBe(true)
  })

  it('goes on with every event after that, in batches of JSON', () => {
    publish('0')
    connect()
    publish('{"a":1}', '{"b":2}')
    publish('{"c":3}')
    expect(port.batches).toEqual([
      { kind: 'batch', first: 2, last: 3, json: '[{"a":1},{"b":2}]' },
      { kind: 'batch', first: 4, last: 4, json: '[{"c":3}]' },
    ])
  })

  it('says resync, with the state of that moment, when the engine’s stream was cut', () => {
    connect()
    hub.interrupt()
    expect(port.frames.at(-1)).toEqual({
      kind: 'resync',
      seq: 1,
      reason: 'upstream',
      projection: PROJECTION,
    })
  })
})

describe('a page that does not acknowledge', () => {
  it('is sent 4 MiB and then nothing more', () => {
    connect()
    publishLarge(FIT + 10)
    const sent = port.batches.reduce((sum, { json }) => sum + json.length, 0)
    expect(port.batches).toHaveLength(FIT)
    expect(sent).toBeGreaterThanOrEqual(UNACKNOWLEDGED_BYTES)
    expect(sent).toBeLessThan(UNACKNOWLEDGED_BYTES + LARGE.length)
  })

  it('is sent the rest once it does, without a gap', () => {
    connect()
    publishLarge(FIT + 3)
    port.ack(port.batches.at(-1)?.last ?? 0)
    const numbers = port.batches.flatMap(({ first, last }) => [first, last])
    expect(port.batches.at(-1)?.last).toBe(hub.seq)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(port.batches).toHaveLength(FIT + 3)
  })

  it('gets just as much more as it acknowledges', () => {
    connect()
    publishLarge(FIT + 10)
    port.ack(port.batches[1]?.last ?? 0)
    expect(port.batches).toHaveLength(FIT + 2)
  })

  it('is told resync when the ring has overtaken it', () => {
    connect()
    publishLarge(FIT)
    for (let i = 0; i < 10_000; i += 1) publish('0')
    expect(port.batches).toHaveLength(FIT)
    port.ack(hub.seq)
    expect(port.frames.at(-1)).toMatchObject({ kind: 'resync', reason: 'overtaken', seq: hub.seq })
  })
})

describe('an acknowledgement', () => {
  it('may come while a batch is being sent', () => {
    port.onFrame = (frame) => {
      if (frame.kind === 'batch') port.ack(frame.last)
    }
    connect()
    publishLarge(3 * FIT)
    expect(port.batches).toHaveLength(3 * FIT)
  })

  it('that is repeated counts once', () => {
    connect()
    publishLarge(FIT + 10)
    const ack = port.batches[0]?.last ?? 0
    port.ack(ack)
    port.ack(ack)
    port.ack(0)
    expect(port.batches).toHaveLength(FIT + 1)
  })

  it.each([
    undefined,
    null,
    'ack',
    7,
    [],
    {},
    { ack: '9' },
    { ack: -1 },
    { ack: 0.5 },
    { ack: Number.NaN },
    { ack: Number.POSITIVE_INFINITY },
    { ack: 9, more: 1 },
  ])('that is %j is ignored', (data) => {
    connect()
    publishLarge(FIT + 1)
    port.send(data)
    expect(port.batches).toHaveLength(FIT)
  })

  it('after the end changes nothing', () => {
    const end = connect()
    publishLarge(FIT + 1)
    end('done')
    port.ack(1)
    expect(port.batches).toHaveLength(FIT)
  })
})

describe('the end', () => {
  it('is said to the page, with the reason, as the last thing', () => {
    const end = connect()
    end('replaced')
    publish('1')
    expect(port.frames.at(-1)).toEqual({ kind: 'bye', reason: 'replaced' })
    expect(port.closed).toBe(1)
  })

  it('frees the cursor and is reported once, whoever began it and however often', () => {
    const onClose = vi.fn()
    const end = connect(onClose)
    end('once')
    end('twice')
    port.close()
    expect(hub.size).toBe(0)
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(port.frames.filter(({ kind }) => kind === 'bye')).toHaveLength(1)
  })

  it('that the page makes frees the cursor as well', () => {
    const onClose = vi.fn()
    const end = connect(onClose)
    port.close()
    expect(hub.size).toBe(0)
    expect(onClose).toHaveBeenCalledTimes(1)
    publish('1')
    end('too late')
    expect(port.frames).toHaveLength(1)
  })

  it('of 1,000 pages leaves nothing behind', () => {
    const ends: ReturnType<typeof connect>[] = []
    for (let i = 0; i < 1_000; i += 1) {
      port = new PortPair()
      ends.push(connect())
    }
    expect(hub.size).toBe(1_000)
    for (const end of ends) end('done')
    expect(hub.size).toBe(0)
  })
})
