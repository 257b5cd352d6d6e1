import { beforeEach, describe, expect, it } from 'vitest'
import { FRAME_BYTES, UNACKNOWLEDGED_BYTES } from './event-port'
import {
  createPortFixture,
  FIT,
  LARGE_BYTES,
  type PortFixture,
  PROJECTION,
} from './event-port-fixture'

let fixture: PortFixture
let hub: PortFixture['hub']
let port: PortFixture['port']
const connect: PortFixture['connect'] = (...args) => fixture.connect(...args)
const publish: PortFixture['publish'] = (...texts) => fixture.publish(...texts)
const publishLarge: PortFixture['publishLarge'] = (times) => fixture.publishLarge(times)
beforeEach(() => {
  fixture = createPortFixture()
  ;({ hub, port } = fixture)
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
    expect(sent).toBeLessThan(UNACKNOWLEDGED_BYTES + LARGE_BYTES)
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
    port.ack(port.batches.at(-1)?.last ?? 0)
    expect(port.frames.at(-1)).toMatchObject({ kind: 'resync', reason: 'overtaken', seq: hub.seq })
  })
})

describe('a page that is frozen while the engine restarts for hours', () => {
  /** As many as are far more than fit. */
  const RESTARTS = UNACKNOWLEDGED_BYTES / FRAME_BYTES
  const sizeOf = (frames: object[]) => JSON.stringify(frames).length
  const restart = () => {
    hub.interrupt()
    publish('{"state":"ready"}')
  }

  it('is sent 4 MiB of resyncs and what lies between, and no more', () => {
    fixture.snapshot = () => ({ ...PROJECTION, parents: { ses_2: 'x'.repeat(100_000) } })
    connect()
    const hello = sizeOf(port.frames)
    for (let i = 0; i < 1_000; i += 1) restart()
    const sent = sizeOf(port.frames)
    expect(sent).toBeGreaterThan(UNACKNOWLEDGED_BYTES)
    expect(sent).toBeLessThan(UNACKNOWLEDGED_BYTES + 2 * hello)
  })

  it('is sent no more than that of small frames either', () => {
    connect()
    for (let i = 0; i < RESTARTS; i += 1) restart()
    expect(port.frames.length).toBeLessThan(UNACKNOWLEDGED_BYTES / FRAME_BYTES + 2)
  })

  it('is told resync once, of what it missed meanwhile, when it comes back', () => {
    connect()
    for (let i = 0; i < RESTARTS; i += 1) restart()
    const before = port.frames.length
    const last = port.batches.at(-1)?.last ?? 0
    port.ack(last)
    expect(port.frames.slice(before)).toEqual([
      { kind: 'resync', seq: hub.seq, reason: 'upstream', projection: PROJECTION },
    ])
    port.ack(hub.seq)
    publish('1')
    expect(port.frames.at(-1)).toMatchObject({ kind: 'batch', first: hub.seq })
  })

  it('has room again for what it acknowledges, resyncs too', () => {
    fixture.snapshot = () => ({
      ...PROJECTION,
      parents: { ses_2: 'x'.repeat(UNACKNOWLEDGED_BYTES) },
    })
    connect()
    hub.interrupt()
    publish('1')
    expect(port.batches).toEqual([])
    port.ack(hub.seq - 1)
    expect(port.batches).toHaveLength(1)
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

  it('of all there is keeps the stream going for ever', () => {
    connect()
    const count = UNACKNOWLEDGED_BYTES / FRAME_BYTES + 1
    for (let i = 0; i < count; i += 1) {
      publish('1')
      port.ack(hub.seq)
    }
    expect(port.batches).toHaveLength(count)
  })

  it('of what was not sent yet is ignored', () => {
    connect()
    publishLarge(FIT + 10)
    const last = port.batches.at(-1)?.last ?? 0
    for (const ack of [last + 1, hub.seq, Number.MAX_SAFE_INTEGER]) port.ack(ack)
    expect(port.batches).toHaveLength(FIT)
    port.ack(last)
    expect(port.batches).toHaveLength(FIT + 10)
  })

  it('of hello is as none', () => {
    publishLarge(1)
    connect()
    publishLarge(FIT + 1)
    port.ack(1)
    expect(port.batches).toHaveLength(FIT)
  })

  it('in a flood, of every number and backwards, gives no more than was applied', () => {
    connect()
    publishLarge(FIT + 10)
    for (let ack = 2; ack >= 0; ack -= 1) {
      for (let i = 0; i < 10_000; i += 1) port.ack(ack)
    }
    expect(port.batches).toHaveLength(FIT + 2)
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
    { ack: 1n },
    { ack: [1] },
    { ack: { value: 1 } },
    new Map([['ack', 1]]),
  ])('that is %o is ignored', (data) => {
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

  it('after the page has closed changes nothing', () => {
    connect()
    publishLarge(FIT + 1)
    port.close()
    port.ack(1)
    port.send({ ack: 'garbage' })
    expect(port.batches).toHaveLength(FIT)
  })
})
