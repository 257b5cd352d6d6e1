import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A port on loopback that leads to another one, until it is cut. */
export interface TcpProxy {
  url: string
  /** Breaks every connection; new ones are taken at once. */
  cut(): void
  close(): Promise<void>
}

/**
 * Starts a proxy, which tests use to lose a connection while both ends live.
 * @param target the address behind it
 */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Being cut is what it is for.
    socket.on('error', () => undefined)
  }
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    keep(near)
    keep(far)
    near.pipe(far).pipe(near)
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}
