// @ts-check
// Events as the engine sends them (opencode 1.18): the envelope, the ids, the order.

const DELTA_BYTES = 330
const CHUNK_BYTES = 64 * 1024
const SESSION = 'ses_4f3a1b2c9ffeK2mQ7xWvTzR1Ya'
const WORDS = 'so the loop ends before the last entry is read and the next call starts over '

let ids = 0

/** @param {string} prefix */
function nextId(prefix) {
  ids += 1
  return `${prefix}_${ids.toString(16).padStart(12, '0')}ffeK2mQ7xWvTzR`
}

/**
 * @param {string} type
 * @param {object} properties
 * @returns {string} JSON, as the engine writes it
 */
function eventText(type, properties) {
  const payload = { id: nextId('evt'), type, properties }
  return JSON.stringify({ directory: '/home/someone/code/project', project: 'global', payload })
}

/** @param {string} text */
const frame = (text) => `data: ${text}\n\n`

/** A part of an assistant's message that is being written. */
export class LivePart {
  #names = { sessionID: SESSION, messageID: nextId('msg'), partID: nextId('prt') }

  /** @returns {string} the frame that begins it: from here on its deltas belong to something */
  start() {
    const { partID, ...of } = this.#names
    const part = { id: partID, ...of, type: 'text', text: '', time: { start: Date.now() } }
    return frame(eventText('message.part.updated', { sessionID: SESSION, part, time: Date.now() }))
  }

  /**
   * @param {string} words what is added to the part; filled up, or cut, to make the event 330 bytes
   * @returns {string} a frame
   */
  delta(words) {
    const of = { ...this.#names, field: 'text' }
    const room = DELTA_BYTES - eventText('message.part.delta', { ...of, delta: '' }).length
    const delta = words.padEnd(room).slice(0, room)
    return frame(eventText('message.part.delta', { ...of, delta }))
  }

  /** @returns {string} the frame after which nothing of this run is unfinished */
  end() {
    return frame(eventText('session.idle', { sessionID: SESSION }))
  }
}

/** How many events a burst holds beside its deltas. */
export const AROUND_BURST = 2

/**
 * An answer that is written as fast as can be.
 * @param {number} deltas
 * @returns {Buffer[]} the bytes of its frames, cut without regard to where a frame ends
 */
export function burst(deltas) {
  const part = new LivePart()
  const frames = [part.start()]
  for (let at = 0; at < deltas; at += 1) frames.push(part.delta(WORDS.slice(at % WORDS.length)))
  frames.push(part.end())
  return inChunks(frames.join(''))
}

/**
 * A finished tool call with a long output.
 * @param {number} bytes size of the whole event
 * @returns {Buffer[]}
 */
export function largeEvent(bytes) {
  const line = '  12 | const "value" = read(path)\n'
  const output = line.repeat(Math.ceil(bytes / (JSON.stringify(line).length - '""'.length)))
  const of = { id: nextId('prt'), sessionID: SESSION, messageID: nextId('msg'), type: 'tool' }
  const state = { status: 'completed', input: { command: 'cat large.txt' }, output }
  const part = { ...of, callID: 'call_1', tool: 'bash', state }
  return inChunks(frame(eventText('message.part.updated', { sessionID: SESSION, part })))
}

/** @param {string} text */
function inChunks(text) {
  const bytes = Buffer.from(text)
  const chunks = []
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    chunks.push(bytes.subarray(at, at + CHUNK_BYTES))
  }
  return chunks
}
