import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { openUpstream, type Upstream } from './upstream'
import type { UpstreamEvent } from './upstream-event'

let upstream: Upstream | undefined
afterEach(() => upstream?.close())

const json = (type: string, properties: object) =>
  JSON.stringify({ directory: '/p', project: 'p', payload: { type, properties } })

const text = fc.string({
  unit: fc.constantFrom('a', ' ', '"', '\\', '\n', 'é', '漢', '🙂', '\u2028'),
})
const event = fc
  .tuple(fc.constantFrom('message.part.delta', 'session.idle', 'invented'), text)
  .map(([type, delta]) => ({ data: json(type, { sessionID: 'ses_1', delta }), isEvent: true }))
const other = fc.oneof(
  text.map((inner) => json('sync', { inner })),
  fc.constantFrom(
    json('server.heartbeat', {}),
    json('sync', { inner: 'x'.repeat(5_000) }),
    '{"payl',
    'null',
    '{"payload":{"type":7}}',
    'x'.repeat(2_000),
  ),
)
const LIMIT = 10_000
const frame = fc.oneof(
  { weight: 3, arbitrary: event },
  { weight: 1, arbitrary: other.map((data) => ({ data, isEvent: false })) },
  {
    weight: 1,
    arbitrary: fc.constant({ data: json('x', { large: 'y'.repeat(12_000) }), isEvent: false }),
  },
)

/** Reads a stream that comes in these chunks and then ends. */
async function readAll(chunks: Uint8Array[]) {
  const events: UpstreamEvent[] = []
  const log = recordLog()
  await new Promise<void>((ended) => {
    upstream = openUpstream({
      log,
      frameLimit: LIMIT,
      connect: async () => Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
      onOpen: () => undefined,
      onEvents: (arrived) => events.push(...arrived),
      onLost: () => {
        upstream?.close()
        ended()
      },
    })
  })
  return { events, warnings: log.lines }
}

describe('a stream of the engine', () => {
  it('brings the same events and warnings whatever its chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ frame, end: fc.constantFrom('\n', '\r\n'), noise: fc.boolean() }), {
          maxLength: 12,
        }),
        fc.array(fc.nat(), { maxLength: 40 }),
        async (frames, places) => {
          const bytes = Buffer.concat(
            frames.map(({ frame: { data }, end, noise }) => {
              const before = noise ? `: tick${end}${end}id: 1${end}event: message${end}` : ''
              return Buffer.from(`${before}data: ${data}${end}${end}`)
            }),
          )
          const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b)
          const chunks = [0, ...cuts].map((start, i) => bytes.subarray(start, cuts[i]))

          const whole = await readAll([bytes])
          const expected = frames.filter(({ frame: { isEvent } }) => isEvent)
          expect(whole.events.map(({ text }) => text)).toEqual(
            expected.map(({ frame: { data } }) => data),
          )
          expect(whole.events.map(({ envelope }) => envelope)).toEqual(
            expected.map(({ frame: { data } }) => JSON.parse(data)),
          )
          expect(await readAll(chunks)).toEqual(whole)
        },
      ),
      { numRuns: 200 },
    )
  })
})
