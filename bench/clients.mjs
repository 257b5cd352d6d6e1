// @ts-check
// A process with many SSE clients, of which some never read.
import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { now, serveCalls } from './rpc.mjs'
import { SseReader } from './sse-reader.mjs'

/** @typedef {{url: string, token?: string, count: number}} Connect */

/** @type {Map<string, SseReader[]>} */
const groups = new Map()

/** @param {string} group */
const readersOf = (group) => groups.get(group) ?? []

/** @type {(() => void) | undefined} */
let check

/** @param {Connect} input */
async function open({ url, token }, /** @type {SseReader} */ reader) {
  const headers = { accept: 'text/event-stream', ...(token && authorization(token)) }
  const request = get(url, { agent: false, headers })
  const [response] = await once(request, 'response')
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`)
  response.on('data', (/** @type {Buffer} */ chunk) => {
    reader.feed(chunk)
    check?.()
  })
  // What is missing at the end is noticed there; an error that nobody listens to would end us.
  response.on('error', () => undefined)
}

/** @param {string} token */
const authorization = (token) => ({ authorization: `Bearer ${token}` })

/**
 * Asks for the stream and never takes a byte of it.
 * @param {Connect} input
 */
async function openUnread({ url, token = '' }) {
  const { hostname, port, host, pathname } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.pause()
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const lines = [`GET ${pathname} HTTP/1.1`, `Host: ${host}`, `Authorization: Bearer ${token}`]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
}

/**
 * Resolves once every reader of a group is where it should be.
 * @param {string} group
 * @param {(reader: SseReader) => boolean} isThere
 * @returns {Promise<number>} when the last of them was
 */
function allThere(group, isThere) {
  return new Promise((resolve) => {
    check = () => {
      if (!readersOf(group).every(isThere)) return
      check = undefined
      resolve(now())
    }
    check()
  })
}

serveCalls(
  {
    /** @param {Connect & {group: string}} input */
    connect: async (input) => {
      const readers = Array.from({ length: input.count }, () => new SseReader())
      groups.set(input.group, readers)
      await Promise.all(readers.map((reader) => open(input, reader)))
    },
    /** @param {Connect} input */
    connectUnread: async (input) => {
      for (let at = 0; at < input.count; at += 1) await openUnread(input)
    },
    /**
     * Counts from here on.
     * @param {{group: string}} input
     */
    arm: ({ group }) => {
      for (const reader of readersOf(group)) reader.frames = 0
    },
    /**
     * Each reader has had this many frames since `arm`.
     * @param {{group: string, frames: number}} input
     */
    counted: ({ group, frames }) => allThere(group, (reader) => reader.frames >= frames),
    /**
     * Each reader has come to this event of ours.
     * @param {{group: string, seq: number}} input
     */
    reached: ({ group, seq }) => allThere(group, (reader) => reader.position >= seq),
    /** @param {{group: string}} input */
    report: ({ group }) => readersOf(group).map(({ gaps, resyncs }) => ({ gaps, resyncs })),
  },
  () => process.exit(),
)
