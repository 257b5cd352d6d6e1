import { findLastingPort } from '../src/main/testing/lasting-port'
import { type Relay, startRelay } from '../src/main/testing/relay'
import { test as base } from './fixtures'
import { sandboxFlags } from './launch'

interface Fixtures {
  /** The port of the app's listener: the same one when it is started again. */
  port: number
  /** Between the browser and that port. */
  relay: Relay
  /** What a Chromium is started with that reaches the listener by way of the relay. */
  relayedArgs: string[]
}

/** Tests of what a browser does when its connection to the app breaks. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  port: async ({}, use) => use(await findLastingPort()),
  relay: async ({ port }, use) => {
    const relay = await startRelay(port)
    await use(relay)
    await relay.close()
  },
  relayedArgs: async ({ port, relay }, use) =>
    use([
      ...sandboxFlags(),
      // Also by a name of somebody else's that leads to this machine (DNS rebinding).
      `--host-resolver-rules=${['127.0.0.1', 'rebound.example']
        .map((name) => `MAP ${name}:${port} 127.0.0.1:${relay.port}`)
        .join(', ')}`,
    ]),
})
