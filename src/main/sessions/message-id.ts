import { randomInt } from 'node:crypto'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const NOISE = 14

let lastMs = 0
let counter = 0

/** A new message id of the engine's form. @param now milliseconds since the epoch */
export const createMessageId = (now: number = Date.now()): string => createId('msg', now)

/**
 * A new id of the engine's form (opencode 1.18, `Identifier.ascending`): 48 bits of time and a counter
 * in hex, then base62 noise. The engine orders the parts of a message by id, and messages that were made
 * in the same millisecond; so one that we choose must sort with its own.
 * @param now milliseconds since the epoch
 */
export function createId(prefix: 'msg' | 'prt' | 'evt', now: number = Date.now()): string {
  counter = now === lastMs ? counter + 1 : 1
  lastMs = now
  const time = (BigInt(now) * 0x1000n + BigInt(counter)) & 0xffff_ffff_ffffn
  let id = `${prefix}_${time.toString(16).padStart(12, '0')}`
  for (let i = 0; i < NOISE; i += 1) id += DIGITS[randomInt(DIGITS.length)]
  return id
}
