import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the engine publishes sessions to, on loopback: as much of it as the engine asks for. */
export interface ShareServer {
  /** For `enterprise.url` of the engine's configuration. */
  url: string
  /** The link that it hands out. */
  link: string
  /** What was asked, `METHOD /path`, oldest first. */
  asked: readonly string[]
  close(): Promise<void>
}

/** Starts one; it publishes nothing. */
export async function startShareServer(): Promise<ShareServer> {
  const asked: string[] = []
  const link = 'https://share.example/s/abc123'
  const server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`)
    req.resume().once('end', () => {
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify({ id: 'abc123', url: link, secret: 'secret' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    link,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
