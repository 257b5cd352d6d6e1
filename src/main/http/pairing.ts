import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../shared/errors'
import { hideFromLogs } from '../logging'

/** How long a code is good for, in ms. */
const CODE_MS = 60_000
/** So many wrong codes make all others void, for so long. */
const MOST_WRONG = 10
const LOCK_MS = 60_000

const COOKIE = 'wheelhouse'

/** Lets browsers in: a code that a person carries over is exchanged, once, for a cookie. */
export interface Pairing {
  /**
   * Makes a code of 256 bits, good once and for a minute.
   * @throws AppError `conflict` for a minute after too many wrong codes
   */
  createCode(): string
  /**
   * Uses a code up.
   * @returns the value of `Set-Cookie`
   * @throws AppError `unauthorized` for a code that is wrong, used or too old; `conflict` for a
   *   minute after too many of them, for any code
   */
  redeem(code: string): string
  /** Whether a `Cookie` header holds our cookie. */
  admits(header: string | undefined): boolean
}

/**
 * Pairs browsers for this launch: what it gave out is worth nothing after it.
 * @param now milliseconds since the epoch
 */
export function createPairing(now: () => number = Date.now): Pairing {
  // One for all browsers: none can be sent away alone. It is not the token, which must not come
  // back out of a browser.
  const cookie = randomBytes(32).toString('base64url')
  hideFromLogs(cookie)
  const expected = digest(cookie)
  let codes: { digest: Buffer; until: number }[] = []
  let wrong = 0
  let lockedUntil = 0

  const requireUnlocked = () => {
    if (now() >= lockedUntil) return
    throw new AppError(
      'conflict',
      'Too many wrong codes were tried. Wait a minute, then open Wheelhouse in the browser again.',
    )
  }
  const refuse = (): never => {
    wrong += 1
    if (wrong >= MOST_WRONG) {
      wrong = 0
      codes = []
      lockedUntil = now() + LOCK_MS
    }
    throw new AppError(
      'unauthorized',
      'This link was used before or is older than a minute. Ask Wheelhouse for another one.',
    )
  }
  const forgetOld = () => {
    codes = codes.filter(({ until }) => now() < until)
  }

  return {
    createCode() {
      requireUnlocked()
      forgetOld()
      const code = randomBytes(32).toString('base64url')
      codes.push({ digest: digest(code), until: now() + CODE_MS })
      return code
    },
    redeem(code) {
      requireUnlocked()
      forgetOld()
      const given = digest(code)
      // Every one is compared: how long it takes says nothing of which.
      const fitting = codes.filter((pending) => timingSafeEqual(pending.digest, given))
      if (fitting.length === 0) return refuse()
      codes = codes.filter((pending) => !fitting.includes(pending))
      wrong = 0
      return `${COOKIE}=${cookie}; Path=/; HttpOnly; SameSite=Strict`
    },
    admits(header = '') {
      // A browser sends several of one name when others were set for another path.
      const values = header.split(';').flatMap((pair) => {
        const [name, value = ''] = pair.trim().split('=', 2)
        return name === COOKIE ? [value] : []
      })
      return values.filter((value) => timingSafeEqual(digest(value), expected)).length > 0
    },
  }
}

// Hashes are of one length, which comparing in constant time needs.
const digest = (text: string) => createHash('sha256').update(text).digest()
