// @ts-check
// A process that stands for the engine: it answers what the app asks at its start, and sends
// scripted events as fast as they are read. Whoever reads `/global/event?peer` is not the app.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { AROUND_BURST, burst, LivePart, largeEvent } from './engine-events.mjs'
import { now, serveCalls } from './rpc.mjs'

/** @typedef {'ours' | 'theirs'} Side */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

// As the engine's.
const HEARTBEAT_MS = 10_000

/** @type {Record<string, unknown>} */
const ANSWERS = {
  '/global/health': { healthy: true, version: '0.0.0-bench' },
  '/session/status': {},
  '/config/providers': { providers: [], default: {} },
  '/permission': [],
  '/question': [],
}

/** @type {Record<Side, Set<ServerResponse>>} */
const readers = { ours: new Set(), theirs: new Set() }

const server = createServer((request, response) => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://source')
  // A page of the benchmark asks from another origin.
  response.setHeader('Access-Control-Allow-Origin', '*')
  if (pathname === '/global/event') {
    const set = readers[search === '?peer' ? 'theirs' : 'ours']
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
    response.write('data: {"payload":{"type":"server.connected","properties":{}}}\n\n')
    set.add(response)
    response.once('close', () => set.delete(response))
    return
  }
  const answer = ANSWERS[pathname]
  response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(answer ?? { name: 'NotFoundError', data: { message: pathname } }))
})

let sending = 0

setInterval(() => {
  if (sending > 0) return // it would come in the middle of a frame
  const beat = 'data: {"payload":{"type":"server.heartbeat","properties":{}}}\n\n'
  for (const reader of [...readers.ours, ...readers.theirs]) reader.write(beat)
}, HEARTBEAT_MS).unref()

/**
 * Writes to every reader of a side, to each as fast as it reads.
 * @param {Side} side
 * @param {readonly Buffer[]} chunks
 * @returns {Promise<{startedAt: number, readers: number}>} once all is on its way
 */
async function send(side, chunks) {
  const to = [...readers[side]]
  if (to.length === 0) throw new Error(`Nobody reads for "${side}".`)
  sending += 1
  const startedAt = now()
  await Promise.all(
    to.map(async (reader) => {
      const gone = new AbortController()
      const leave = () => gone.abort(new Error('A reader left in the middle.'))
      reader.once('close', leave)
      for (const chunk of chunks) {
        if (!reader.write(chunk)) await once(reader, 'drain', { signal: gone.signal })
      }
      reader.off('close', leave)
    }),
  ).finally(() => {
    sending -= 1
  })
  return { startedAt, readers: to.length }
}

serveCalls(
  {
    listen: async () => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      return `http://127.0.0.1:${address.port}`
    },
    /** @param {{side: Side}} input */
    readers: ({ side }) => readers[side].size,
    /** @param {{side: Side, deltas: number}} input */
    burst: async ({ side, deltas }) => ({
      ...(await send(side, burst(deltas))),
      events: deltas + AROUND_BURST,
    }),
    /** @param {{side: Side, bytes: number}} input */
    large: ({ side, bytes }) => send(side, largeEvent(bytes)),
    /**
     * One event at a time, each with the time at which it was sent.
     * @param {{side: Side, deltas: number, everyMs: number}} input
     */
    pace: async ({ side, deltas, everyMs }) => {
      const part = new LivePart()
      await send(side, [Buffer.from(part.start())])
      const startedAt = now()
      for (let at = 0; at < deltas; at += 1) {
        await pause(Math.max(0, startedAt + at * everyMs - now()))
        await send(side, [Buffer.from(part.delta(now().toFixed(3)))])
      }
      await send(side, [Buffer.from(part.end())])
    },
  },
  () => process.exit(),
)
