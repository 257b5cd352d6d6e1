import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line between clients and a listener on loopback, which a test can cut. */
export interface Relay {
  /** Where clients connect instead of to the listener. */
  port: number
  url: string
  /** Breaks every connection, to both sides, and all that are tried; what was on its way is lost. */
  cut(): void
  /** Relays again. */
  mend(): void
  close(): Promise<void>
}

/**
 * Starts a relay. It passes bytes and nothing else, so a client of a listener that looks at the Host
 * header must name the listener's own port there.
 * @param target the listener's port; nobody there breaks the client's connection
 */
export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    return socket
  }
  let isCut = false
  const server = createServer((client) => {
    if (isCut) {
      client.resetAndDestroy()
      return
    }
    const listener = connect(target, '127.0.0.1')
    for (const [from, to] of [
      [keep(client), listener],
      [keep(listener), client],
    ] as const) {
      from.pipe(to)
      from.once('error', () => to.destroy())
      from.once('close', () => to.destroySoon())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: () => {
      isCut = false
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}
