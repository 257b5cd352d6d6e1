import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Request, Response } from 'express'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatEventId, type ResyncReason } from '../../shared/events'
import { BATCH_BYTES, Hub } from '../events/hub'
import { FakeResponse } from '../testing/fake-response'
import { CheckedStream, HubModel } from '../testing/hub-model'
import { recordLog } from '../testing/log'
import { eventsHandler } from './events-route'
import { PROJECTION } from './fixture'
import { SseStreams } from './sse'

const EPOCH = 'epoch1'
const LIMITS = { count: 8, bytes: 3 * BATCH_BYTES }
const LARGEST = 300 * 1024
/** More than a batch, an event that is larger, and all control frames take. */
const MOST_WAITING = BATCH_BYTES + LARGEST + 32 * 1024

const numberOf = (id: string) => Number(id.slice(EPOCH.length + 1))

/** A client as the WHATWG has it: the id of the last whole frame says where it goes on. */
class Client {
  lastId = ''
  /** Its id is not one of this stream, and it was not told so yet. */
  lost = false
  /** Where what it has read stands. */
  at: number | undefined
  response: FakeResponse | undefined

  constructor(readonly world: World) {}

  connect(by: 'header' | 'query'): void {
    const response = new FakeResponse()
    this.response = response
    const written = checkWritten(this.world.model, this.lost ? 'unknown' : this.lastId)
    response.onWrite = (text) => written.feed(text)
    const parser = createParser({ onEvent: (frame) => this.#read(frame) })
    const decoder = new TextDecoder()
    response.onRead = (bytes) => parser.feed(decoder.decode(bytes, { stream: true }))
    this.world.serve(response, this.lastId, by)
  }

  leave(): void {
    const { response } = this
    if (!response) return
    this.response = undefined
    response.destroy()
    expect(response.req.socket.listenerCount('close')).toBe(0)
    // All that it has is what its id says, so that nothing is lost or repeated when it comes back.
    if (!this.lost && this.at !== undefined) expect(this.lastId).toBe(formatEventId(EPOCH, this.at))
  }

  #read({ event, id, data }: EventSourceMessage): void {
    if (id) this.lastId = id
    if (event === undefined) this.at = numberOf(id ?? '')
    else this.at = JSON.parse(data).seq
    if (event === 'resync') this.lost = false
  }
}

/** Checks what is written for one connection, frame by frame, at the moment it is written. */
function checkWritten(model: HubModel, cameWith: string) {
  let stream: CheckedStream | undefined
  let mustResync = cameWith === 'unknown'
  const hello = (id: string | undefined, seq: number) => {
    const known = cameWith !== '' && cameWith !== 'unknown'
    expect(seq).toBe(known ? numberOf(cameWith) : model.seq)
    expect(id).toBe(cameWith === 'unknown' ? undefined : formatEventId(EPOCH, seq))
    stream = new CheckedStream(model, seq)
  }
  const resync = (seq: number, reason: ResyncReason) => {
    if (mustResync) expect({ reason, seq }).toEqual({ reason: 'unknown-id', seq: model.seq })
    else stream?.resync(seq, reason)
    mustResync = false
  }
  return createParser({
    onEvent: ({ event, id, data }) => {
      if (event === 'hello') {
        expect(stream).toBeUndefined()
        hello(id, JSON.parse(data).seq)
      } else if (event === 'resync') {
        const { seq, reason } = JSON.parse(data)
        expect(id).toBe(formatEventId(EPOCH, seq))
        resync(seq, reason)
      } else {
        expect({ event, mustResync, stream: !!stream }).toEqual({ mustResync: false, stream: true })
        stream?.events(numberOf(id ?? ''), [data])
      }
    },
  })
}

const small = fc.integer({ min: 1, max: 40 })
const large = fc.integer({ min: 90 * 1024, max: LARGEST })
const sizes = fc.array(fc.oneof({ weight: 6, arbitrary: small }, { weight: 1, arbitrary: large }), {
  minLength: 1,
  maxLength: 12,
})
const index = fc.nat(2)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('publish' as const), sizes }) },
  fc.record({ do: fc.constant('interrupt' as const) }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('connect' as const),
      index,
      by: fc.constantFrom('header' as const, 'query' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), index }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      index,
      bytes: fc.oneof(fc.nat(200), fc.nat(LARGEST), fc.constant(undefined)),
    }),
  },
  fc.record({
    do: fc.constant('forget' as const),
    index,
    id: fc.constantFrom('other-1', `${EPOCH}-999999`, `${EPOCH}--1`, '7', '\u{1f600}'),
  }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class World {
  readonly log = recordLog()
  readonly hub = new Hub({ log: this.log, limits: LIMITS, epoch: EPOCH })
  readonly model = new HubModel(LIMITS)
  readonly streams = new SseStreams({
    epoch: EPOCH,
    projection: () => PROJECTION,
    heartbeatMs: 1_000_000,
  })
  readonly handler = eventsHandler({
    hub: this.hub,
    projection: () => PROJECTION,
    streams: this.streams,
  })
  readonly clients = [new Client(this), new Client(this), new Client(this)]

  serve(response: FakeResponse, lastId: string, by: 'header' | 'query'): void {
    const req = {
      method: 'GET',
      params: {},
      query: by === 'query' ? { lastEventId: lastId } : {},
      get: () => (by === 'header' && lastId !== '' ? lastId : undefined),
    }
    const next = (error?: unknown) => expect.unreachable(String(error))
    void this.handler(req as unknown as Request, response.asNode as Response, next)
  }

  run(step: Step): void {
    switch (step.do) {
      case 'publish':
        this.#publish(step.sizes)
        break
      case 'interrupt':
        this.model.cut()
        this.hub.interrupt()
        break
      default: {
        const client = this.clients[step.index]
        if (client) this.#act(client, step)
      }
    }
  }

  #act(client: Client, step: Extract<Step, { index: number }>): void {
    switch (step.do) {
      case 'connect':
        client.leave()
        client.connect(step.by)
        break
      case 'leave':
        client.leave()
        break
      case 'read':
        client.response?.read(step.bytes)
        break
      case 'forget':
        client.leave()
        client.lastId = step.id
        client.lost = true
    }
  }

  #publish(sizes: number[]): void {
    const added = sizes.map((size) =>
      // Every third is laid out over lines.
      this.model.publish((seq) => ({
        type: 't',
        text: `${seq}:${seq % 3 ? '' : '\n'}`.padEnd(size, 'x'),
      })),
    )
    this.hub.publish(added.map((event) => ({ ...event, directory: '', sessionID: undefined })))
  }

  check(): void {
    const open = this.clients.flatMap(({ response }) => response ?? [])
    // A failed expectation inside a stream would be swallowed as a throwing subscriber.
    expect(this.log.lines).toEqual([])
    expect(this.hub.size).toBe(open.length)
    for (const response of open) expect(response.waiting).toBeLessThan(MOST_WAITING)
  }

  /** Everybody reads all there is. */
  settle(): void {
    for (const client of this.clients) {
      if (!client.response) client.connect('header')
      while (client.response?.waiting) client.response.read()
      expect(client.at).toBe(this.model.seq)
    }
  }
}

it('whatever happens, an SSE client reads a contiguous copy, or is told where one begins', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const world = new World()
      try {
        for (const client of world.clients) client.connect('header')
        for (const step of steps) {
          world.run(step)
          world.check()
        }
        world.settle()
      } finally {
        for (const { response } of world.clients) response?.destroy()
      }
      expect(world.hub.size).toBe(0)
    }),
    { numRuns: 100 },
  )
  // A second on a calm machine.
}, 30_000)
