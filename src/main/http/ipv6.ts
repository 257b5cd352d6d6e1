import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer, type Server as Listener } from 'node:net'
import type { Logger } from '../logging'

/** The system's codes where there is no IPv6, so that nobody can listen there either. */
const ABSENT = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'EPROTONOSUPPORT'])

/**
 * Takes a listener's port of ::1 too. `localhost` leads there first with browsers and curl, and another
 * user of the machine who listened there would be shown the token of a client that goes by this name.
 * Where somebody has it already, that is logged.
 * @param server gets the connections
 * @returns what listens; empty where nothing could
 */
export async function holdIpv6(
  server: Server,
  port: number,
  log: Pick<Logger, 'warn'>,
): Promise<Listener[]> {
  // As an HTTP server's own.
  const options = { allowHalfOpen: true, noDelay: true }
  const listener = createServer(options, (socket) => server.emit('connection', socket))
  try {
    listener.listen({ port, host: '::1' })
    await once(listener, 'listening')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ABSENT.has(String(error.code)))) {
      log.warn(
        `[::1]:${port} could not be had, so http://localhost:${port} may lead to another program. Use http://127.0.0.1:${port} alone.`,
        error,
      )
    }
    return []
  }
  listener.on('error', (error) => log.warn('The listener on [::1] failed.', error))
  return [listener]
}
