import { createHash, randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { PairedBrowser } from '../../shared/browser-operations'
import { hideFromLogs } from '../logging'

/** Most browsers at a time; one more takes the place of the one that was away for longest. */
const MOST_BROWSERS = 32

interface Entry {
  browser: Omit<PairedBrowser, 'connected'>
  connections: Set<Socket>
  unhide: () => void
}

/** The browsers that are let in, each by a token of its own, which is kept as a hash. */
export class PairedBrowsers {
  readonly #now: () => number
  readonly #byDigest = new Map<string, Entry>()

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now
  }

  /** @returns the token of a browser that is new here */
  add(name: string): string {
    if (this.#byDigest.size >= MOST_BROWSERS) this.#removeOldest()
    const token = randomBytes(32).toString('base64url')
    const unhide = hideFromLogs(token)
    const pairedAt = this.#now()
    const id = `brw_${randomBytes(9).toString('hex')}`
    const browser = { id, name, pairedAt, seenAt: pairedAt }
    this.#byDigest.set(digest(token), { browser, connections: new Set(), unhide })
    return token
  }

  /**
   * Notes that a browser asks for something, when the token is one's.
   * @param socket ends when the browser is turned away
   */
  admits(token: string, socket: Socket): boolean {
    const entry = this.#byDigest.get(digest(token))
    if (!entry) return false
    entry.browser.seenAt = this.#now()
    if (!entry.connections.has(socket)) {
      entry.connections.add(socket)
      socket.once('close', () => entry.connections.delete(socket))
    }
    return true
  }

  /** Those that are let in, the newest first. */
  list(): PairedBrowser[] {
    return [...this.#byDigest.values()]
      .map(({ browser, connections }) => ({ ...browser, connected: connections.size > 0 }))
      .reverse()
  }

  /**
   * Turns a browser away at once: its token is worth nothing, and its streams end.
   * @returns false when there is none of this id
   */
  remove(id: string): boolean {
    const found = [...this.#byDigest].find(([, { browser }]) => browser.id === id)
    if (!found) return false
    const [key, { connections, unhide }] = found
    this.#byDigest.delete(key)
    unhide()
    for (const socket of connections) socket.destroy()
    return true
  }

  #removeOldest(): void {
    const [oldest] = this.list().sort(
      (a, b) => Number(a.connected) - Number(b.connected) || a.seenAt - b.seenAt,
    )
    if (oldest) this.remove(oldest.id)
  }
}

// Found by its hash, so that how long it takes says nothing of the token.
const digest = (token: string) => createHash('sha256').update(token).digest('base64')
