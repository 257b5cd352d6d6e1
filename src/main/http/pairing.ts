import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '../../shared/errors'
import { hideFromLogs } from '../logging'
import { PairedBrowsers } from './paired-browsers'

/** Life of a code in ms: to look at it in one window and type it in another. */
const CODE_MS = 120_000
/** Most codes that wait to be used; only those who are let in make any. */
const MOST_CODES = 16

/** Letters that are not taken for one another, Crockford's: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 3
const GROUP = 4

/** A code that lets one browser in. */
export interface PairingCode {
  /** Three groups of four letters and digits, 60 bits. */
  code: string
  /** Ms since the epoch. */
  expiresAt: number
}

/**
 * Lets browsers in: a code that a person carries over is exchanged, once, for a token of that
 * browser's own. Wrong codes lock nothing: any user of the machine could send them to lock out the
 * owner, and 60 bits are not guessed within two minutes by whatever loopback carries.
 */
export interface Pairing {
  createCode(): PairingCode
  /**
   * Uses a code up. Groups, case, and letters that look like digits are forgiven.
   * @param name of the browser, as its owner would call it
   * @returns the browser's token
   * @throws AppError `unauthorized` for a code that is wrong, used or too old
   */
  redeem(code: string, name: string): string
  readonly browsers: PairedBrowsers
}

/**
 * Pairs browsers for this launch: what it gave out is worth nothing after it.
 * @param now milliseconds since the epoch
 */
export function createPairing(now: () => number = Date.now): Pairing {
  const browsers = new PairedBrowsers(now)
  let codes: { digest: string; expiresAt: number; isUsed: boolean; unhide: () => void }[] = []
  const keep = (kept: typeof codes) => {
    for (const { unhide } of codes.filter((code) => !kept.includes(code))) unhide()
    codes = kept
  }
  const forgetOld = () => keep(codes.filter(({ expiresAt }) => now() < expiresAt))

  return {
    browsers,
    createCode() {
      forgetOld()
      const code = randomCode()
      const expiresAt = now() + CODE_MS
      const pending = { digest: digest(code), expiresAt, isUsed: false, unhide: hideFromLogs(code) }
      keep([...codes, pending].slice(-MOST_CODES))
      return { code, expiresAt }
    },
    redeem(code, name) {
      forgetOld()
      const given = digest(code)
      const found = codes.find((pending) => pending.digest === given)
      if (!found) throw new AppError('unauthorized', UNKNOWN)
      if (found.isUsed) throw new AppError('unauthorized', USED)
      found.isUsed = true
      return browsers.add(name)
    },
  }
}

const UNKNOWN = 'This code is wrong, or older than two minutes. Ask Wheelhouse for another one.'
const USED =
  'This code was used before. Ask Wheelhouse for another one; if it was not you who used it, turn that browser away there.'

function randomCode(): string {
  const letters = [...randomBytes(GROUPS * GROUP)].map((byte) => ALPHABET[byte % 32])
  const starts = Array.from({ length: GROUPS }, (_, index) => index * GROUP)
  return starts.map((start) => letters.slice(start, start + GROUP).join('')).join('-')
}

// Found by its hash, so that how long it takes says nothing of the code.
const digest = (code: string) => createHash('sha256').update(plain(code)).digest('base64')

const plain = (code: string) =>
  code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
