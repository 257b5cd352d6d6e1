import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../logging'

/** Most connections of those who have shown a token. */
export const MOST_KNOWN = 256
/** Most connections of strangers, who have shown none. */
export const MOST_STRANGERS = 64

/**
 * Places for connections: most are kept for those who have shown a token, so that no other user of
 * the machine can take them all. Of strangers there are few; when there are too many, the one goes
 * that came first, and before it the one that came first of those that want nothing now. Whoever
 * shows a token at once is not among them by then: a turn of the loop takes few connections, and
 * reads what was sent by those that it has.
 */
export class Connections {
  readonly #log: Logger
  /** Each with how many of its requests are being answered. */
  readonly #strangers = new Map<Socket, number>()
  readonly #known = new Set<Socket>()
  #isFullTold = false

  constructor(server: Server, log: Logger) {
    this.#log = log
    server.on('connection', (socket) => this.#meet(socket))
    server.on('request', ({ socket }, res) => {
      this.#count(socket, 1)
      res.once('close', () => this.#count(socket, -1))
    })
  }

  /**
   * Gives a connection that has shown a token a place among those, for as long as it lasts.
   * @returns false when there is none left
   */
  admit(socket: Socket): boolean {
    if (this.#known.has(socket)) return true
    if (this.#known.size >= MOST_KNOWN) {
      if (!this.#isFullTold) {
        this.#log.warn(`Refused a connection: ${MOST_KNOWN} are open. Close some clients.`)
      }
      this.#isFullTold = true
      return false
    }
    this.#isFullTold = false
    this.#strangers.delete(socket)
    // It ended before its request was read: it takes no place.
    if (socket.destroyed) return true
    this.#known.add(socket)
    socket.once('close', () => this.#known.delete(socket))
    return true
  }

  #meet(socket: Socket): void {
    this.#strangers.set(socket, 0)
    socket.once('close', () => this.#strangers.delete(socket))
    if (this.#strangers.size <= MOST_STRANGERS) return
    const others = [...this.#strangers].filter(([other]) => other !== socket)
    const [oldest] = others.find(([, answering]) => answering === 0) ?? others[0] ?? []
    if (!oldest) return
    this.#strangers.delete(oldest)
    oldest.destroy()
  }

  #count(socket: Socket, change: 1 | -1): void {
    const answering = this.#strangers.get(socket)
    if (answering !== undefined) this.#strangers.set(socket, answering + change)
  }
}
