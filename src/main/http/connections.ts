import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../logging'

/** Most connections of those who have shown a token. */
export const MOST_KNOWN = 256
/** Most connections of strangers, who have shown none. */
export const MOST_STRANGERS = 512

/**
 * Places for connections: those of strangers are apart from those of who has shown a token, so that
 * no other user of the machine can take them all. When there are too many strangers, the one goes
 * that came first, whatever it does: were one spared that is being answered, a request whose body
 * never comes would be a way to stay, and who has just come would go instead, before it could ask.
 * So each stranger has the time in which as many others come: half a second at a thousand a second;
 * and no fewer than wait in the system's queue (511), should we be late in taking them out of it.
 */
export class Connections {
  readonly #log: Logger
  /** In the order in which they came. */
  readonly #strangers = new Set<Socket>()
  readonly #known = new Set<Socket>()
  /** Strangers that are being answered. */
  readonly #asking = new WeakSet<Socket>()
  #isFullTold = false

  constructor(server: Server, log: Logger) {
    this.#log = log
    server.on('connection', (socket) => this.#meet(socket))
  }

  /**
   * Takes note of a request, of which a stranger has one at a time. Node reads as many as a piece of
   * 64 KiB holds before it writes the first answer, so that one connection could ask for a thousand
   * files and read none. No browser sends a request ahead.
   * @returns false for one that was sent ahead; its connection is cut
   */
  begin(socket: Socket, answer: ServerResponse): boolean {
    if (this.#known.has(socket)) return true
    if (this.#asking.has(socket)) {
      socket.destroy()
      return false
    }
    this.#asking.add(socket)
    answer.once('close', () => this.#asking.delete(socket))
    return true
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
    this.#strangers.add(socket)
    socket.once('close', () => this.#strangers.delete(socket))
    if (this.#strangers.size <= MOST_STRANGERS) return
    const [oldest] = this.#strangers
    if (!oldest) return
    this.#strangers.delete(oldest)
    oldest.destroy()
  }
}
