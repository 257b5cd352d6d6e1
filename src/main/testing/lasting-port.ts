import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Finds a free port for a listener that is to come back to the same one. It lies below those that
 * systems hand out by themselves (32768 and up on Linux, 49152 elsewhere), so that meanwhile no
 * other program is given it by chance.
 */
export async function findLastingPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    const closed = once(server, 'close')
    server.close()
    await closed
    return port
  }
}
