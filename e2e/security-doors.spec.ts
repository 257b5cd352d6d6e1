import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import type { TemporaryFolders } from '../src/main/testing/temporary'
import { expect, readRest } from './fixtures'
import { type Outside, test } from './outside'
import { watchPorts } from './ports'
import { engineLine } from './window'

// What is behind the page: its files and its bridge to main.

test('nobody gets more from behind the page than is meant for it', async ({
  app,
  page,
  outside,
  folders,
}) => {
  await expect(engineLine(page)).toContainText('ready')
  await test.step('app:// serves the built page, and nothing beside it', () =>
    triesAddresses(app, page))
  await test.step('the page has a sandbox, no Node, and of the app one small bridge', () =>
    looksAround(app, page))
  await test.step('nonsense from the page harms nobody', () => talksNonsense(app, page, folders))
  // Last, because the page has a network then.
  await test.step('no other document, frame or window gets anything by IPC', () =>
    triesFromElsewhere(app, page, outside))
})

/** Main itself leads our window there. */
async function lead(app: ElectronApplication, page: Page, address: string): Promise<void> {
  await app.evaluate(async ({ BrowserWindow }, address) => {
    const ours = BrowserWindow.getAllWindows().find(({ id }) => id === 1)
    // What has no content, as an address of ours that leads nowhere, counts as not loaded.
    await ours?.loadURL(address).catch(() => undefined)
  }, address)
  await page.waitForURL(address)
}

async function triesAddresses(app: ElectronApplication, page: Page): Promise<void> {
  // There, and of a type that is served: only the folder is in the way.
  const secrets = ['main/index.js', 'preload/index.cjs', '../package.json', '../out/main/index.js']
  const ways = [
    '..',
    '%2e%2e',
    '.%2e',
    '%252e%252e',
    '..%2f',
    '..%5c',
    '..\\',
    '....',
    '..;',
    '%00',
  ]
  const addresses = [
    ...secrets.flatMap((path) => [
      ...ways.map((way) => `app://wheelhouse/${way}/${path}`),
      ...ways.map((way) => `app://wheelhouse/assets/${way}/${way}/${path}`),
      `app://wheelhouse/..%2f${encodeURIComponent(path)}`,
      `app://wheelhouse//${join(import.meta.dirname, '../out', path)}`,
      `app://wheelhouse/${encodeURIComponent(join(import.meta.dirname, '../out', path))}`,
    ]),
    'app://wheelhouse/index.html%00.js',
    'app://user@wheelhouse/index.html',
    'app://user:pass@wheelhouse/index.html',
    'app://wheelhouse@other/index.html',
    'app://wheelhouse.other/index.html',
    'app://other/index.html',
    'app:///index.html',
  ]
  const statuses = await app.evaluate(
    async ({ session }, addresses) => {
      const status = (address: string) =>
        session.defaultSession.fetch(address).then(
          (response) => response.status,
          (error) => String(error),
        )
      const found: [string, number | string][] = []
      for (const address of addresses) found.push([address, await status(address)])
      return found
    },
    [
      'app://wheelhouse/',
      'app://wheelhouse/index.html',
      'app://wheelhouse/%69ndex.html',
      // The scheme has no ports: it is the same address.
      'app://wheelhouse:80/index.html',
      ...addresses,
    ],
  )
  expect(statuses.slice(0, 4).map(([, status]) => status)).toEqual([200, 200, 200, 200])
  expect(statuses.slice(4).filter(([, status]) => status === 200)).toEqual([])

  const loaded = await page.evaluate(async (addresses) => {
    const load = async (src: string) => {
      const script = document.createElement('script')
      const loaded = new Promise<string[]>((resolve) => {
        script.onload = () => resolve([src])
        script.onerror = () => resolve([])
      })
      script.src = src
      document.head.append(script)
      await loaded
      script.remove()
      return loaded
    }
    return (await Promise.all(addresses.map(load))).flat()
  }, addresses)
  expect(loaded).toEqual([])
}

async function looksAround(app: ElectronApplication, page: Page): Promise<void> {
  const main = await app.evaluate(({ BrowserWindow, ipcMain }) => {
    const [window] = BrowserWindow.getAllWindows()
    // Neither has a public name in Electron: what a page was made with, what `handle` registers.
    const contents = window?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    const handled = Reflect.get(ipcMain, '_invokeHandlers') as Map<string, unknown>
    return {
      preferences: contents.getLastWebPreferences(),
      channels: [...ipcMain.eventNames(), ...handled.keys()],
    }
  })
  expect(main.preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  })
  expect(main.channels.filter((name) => name !== 'error')).toEqual([
    'wheelhouse:events',
    'wheelhouse:call',
  ])

  const inPage = await page.evaluate(() => {
    const node = ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer']
    const bridge = window.wheelhouse as unknown as Record<string, unknown>
    const replaced = Reflect.set(window, 'wheelhouse', {}) || Reflect.set(bridge, 'call', () => 1)
    return {
      node: node.filter((name) => name in window),
      bridge: Object.fromEntries(Object.entries(bridge).map(([key, value]) => [key, typeof value])),
      replaced,
      frozen: Object.isFrozen(bridge),
    }
  })
  expect(inPage).toEqual({
    node: [],
    bridge: {
      call: 'function',
      openEvents: 'function',
      pathOf: 'function',
      platform: 'string',
      version: 'string',
    },
    replaced: false,
    frozen: true,
  })
}

async function talksNonsense(
  app: ElectronApplication,
  page: Page,
  folders: TemporaryFolders,
): Promise<void> {
  // A scripted engine is ready before the listener is.
  await expect.poll(() => existsSync(join(folders.userData, 'server.json'))).toBe(true)
  const rest = readRest(folders)
  const answers = await page.evaluate(async () => {
    const call = window.wheelhouse?.call as (
      ...args: unknown[]
    ) => Promise<{ error?: { code: string } }>
    const open = window.wheelhouse?.openEvents as (nonce: unknown) => void
    const nested = (depth: number) => {
      let value: unknown = []
      for (let i = 0; i < depth; i += 1) value = [value]
      return value
    }
    const round: Record<string, unknown> = {}
    round.self = round
    const inputs = [undefined, null, 7, 7n, '', [], new Map(), new ArrayBuffer(8), new Error('x')]
    const more = [nested(900), nested(100_000), round, () => 1, Symbol('x'), window, document.body]
    const outcomes = new Set<string>()
    for (const nonsense of [...inputs, ...more]) {
      for (const args of [
        [nonsense, {}],
        ['sessions.get', nonsense],
        ['sessions.get', { id: nonsense }],
      ]) {
        try {
          outcomes.add((await call(...args)).error?.code ?? 'answered')
        } catch (error) {
          outcomes.add(error instanceof Error ? error.name : 'thrown')
        }
      }
      try {
        open(nonsense)
      } catch {
        // What cannot be cloned does not leave the page.
      }
    }
    return [...outcomes].sort()
  })
  expect(answers).toEqual(['Error', 'TypeError', 'invalid_input', 'not_found'])
  // A page may still speak while it is being left.
  await page.evaluate(() => {
    addEventListener('pagehide', () => {
      window.wheelhouse?.openEvents('a-nonce-that-nobody-can-guess')
      window.wheelhouse?.call('engine.status', {}).catch(() => undefined)
    })
  })
  await page.reload()
  await lead(app, page, 'about:blank')
  expect((await rest.get('/api/health')).status).toBe(200)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  await lead(app, page, 'app://wheelhouse/')
  // Then its port is open: whoever watches from here on does not see it begin.
  await expect(engineLine(page)).toContainText('ready')
}

/** What a document gets of main: the answer to a call, or that there is no bridge. */
const tryBridge = (page: Page) =>
  page.evaluate(async () => {
    if (!window.wheelhouse) return 'no bridge'
    window.wheelhouse.openEvents('a-nonce-that-nobody-can-guess')
    const answer = await window.wheelhouse.call('engine.status', {})
    return answer.ok ? 'answered' : answer.error.code
  })

async function triesFromElsewhere(
  app: ElectronApplication,
  page: Page,
  outside: Outside,
): Promise<void> {
  const ports = await watchPorts(app)
  const opened = async () => (await ports()).filter(({ frames }) => frames.includes('hello'))
  const preload = join(import.meta.dirname, '../out/preload/index.cjs')

  // Frames in the page: they have no bridge of their own.
  const inFrames = await page.evaluate(() =>
    ['', 'srcdoc', 'src'].map((attribute) => {
      const frame = document.createElement('iframe')
      if (attribute) frame.setAttribute(attribute, 'about:blank')
      document.body.append(frame)
      return 'wheelhouse' in (frame.contentWindow ?? {})
    }),
  )
  expect(inFrames).toEqual([false, false, false])

  // Another window at our own origin, with our own preload.
  const opening = app.waitForEvent('window')
  await app.evaluate(({ BrowserWindow }, preload) => {
    const window = new BrowserWindow({
      webPreferences: { preload, sandbox: true },
    })
    return window.loadURL('app://wheelhouse/')
  }, preload)
  const other = await opening
  expect(await tryBridge(other)).toBe('forbidden')

  // Our window, led elsewhere by main itself, once nothing keeps it from the network.
  outside.page = '<!doctype html><title>evil</title>'
  await app.evaluate(({ session }) => session.defaultSession.setProxy({ mode: 'direct' }))
  for (const address of [`${outside.url}/`, 'data:text/html,x', 'app://other/', 'about:blank']) {
    await lead(app, page, address)
    expect([address, await tryBridge(page)]).toEqual([address, 'forbidden'])
  }
  expect(await opened()).toEqual([])

  // And back it is our page again.
  await lead(app, page, 'app://wheelhouse/')
  expect(await tryBridge(page)).toBe('answered')
  await expect.poll(async () => (await opened()).length).toBeGreaterThan(0)
}
