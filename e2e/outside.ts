import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test as base } from './fixtures'
import { startScriptedEngine } from './scripted-engine'

/** Somebody outside who would like to hear from the page. */
export interface Outside {
  /** Its address for http and TCP. */
  url: string
  tcpPort: number
  udpPort: number
  /** Whoever came: the first line of what was said over TCP, or `udp`. */
  contacts: string[]
  /** What it answers to any request, until it is closed. */
  page: string
  close(): Promise<void>
}

/** Listens on loopback for TCP and for UDP. */
async function listenOutside(): Promise<Outside> {
  const contacts: string[] = []
  const sockets = new Set<Socket>()
  const outside = { page: '' }
  const tcp = createServer((socket) => {
    sockets.add(socket)
    const at = contacts.push('tcp') - 1
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', (data) => {
      contacts[at] = `tcp ${data.toString('latin1').split('\r\n')[0]}`
      const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n`
      socket.end(head + outside.page)
    })
  })
  const udp = createSocket('udp4', () => contacts.push('udp'))
  tcp.listen(0, '127.0.0.1')
  udp.bind(0, '127.0.0.1')
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')])
  const { port } = tcp.address() as AddressInfo
  return Object.assign(outside, {
    url: `http://127.0.0.1:${port}`,
    tcpPort: port,
    udpPort: udp.address().port,
    contacts,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all([
        new Promise((done) => tcp.close(done)),
        new Promise<void>((done) => udp.close(done)),
      ])
    },
  })
}

/**
 * With somebody outside, who is gone at the end of the test. The engine is a scripted one: what a page
 * is kept from does not depend on it, and a real one takes as long to start as all else.
 */
export const test = base.extend<{ outside: Outside }>({
  folders: async ({ folders }, use) => {
    const engine = await startScriptedEngine(folders.project)
    await use({ ...folders, env: { ...folders.env, WHEELHOUSE_ENGINE_URL: engine.url } })
    await engine.close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  outside: async ({}, use) => {
    const outside = await listenOutside()
    await use(outside)
    await outside.close()
  },
})
