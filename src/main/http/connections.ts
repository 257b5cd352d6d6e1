import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../logging'

/** Most connections of those who have shown a token. */
export const MOST_KNOWN = 256
/** Most connections of strangers, who have shown none. */
export const MOST_STRANGERS = 64
/** Most of all: more than both, for those that come within one turn of the loop. */
const MOST = 512

interface Stranger {
  /** Requests of it that are being answered. */
  answering: number
  /** It has had the time to say who it is. */
  isRipe: boolean
}

/**
 * Places for connections: most are kept for those who have shown a token, so that no other user of
 * the machine can take them all. Of strangers there are few; when there are too many, the one goes
 * that came first, and before it the one that came first of those that want nothing now.
 */
export class Connections {
  readonly #log: Logger
  readonly #strangers = new Map<Socket, Stranger>()
  readonly #known = new Set<Socket>()
  #isFullTold = false

  constructor(server: Server, log: Logger) {
    this.#log = log
    server.maxConnections = MOST
    server.on('connection', (socket) => this.#meet(socket))
    server.on('request', ({ socket }, res) => {
      const stranger = this.#strangers.get(socket)
      if (!stranger) return
      stranger.answering += 1
      res.once('close', () => {
        stranger.answering -= 1
      })
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
    const stranger: Stranger = { answering: 0, isRipe: false }
    this.#strangers.set(socket, stranger)
    socket.once('close', () => this.#strangers.delete(socket))
    // What it sent together with its coming is read within a turn of the loop: however many come,
    // whoever shows a token at once is not among the strangers by then.
    setImmediate(() =>
      setImmediate(() => {
        stranger.isRipe = true
        this.#makeRoom()
      }),
    )
  }

  #makeRoom(): void {
    while (this.#strangers.size > MOST_STRANGERS) {
      const ripe = [...this.#strangers].filter(([, { isRipe }]) => isRipe)
      const [socket] = ripe.find(([, { answering }]) => answering === 0) ?? ripe[0] ?? []
      if (!socket) return
      this.#strangers.delete(socket)
      socket.destroy()
    }
  }
}
