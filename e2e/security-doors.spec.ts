import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect } from './fixtures'
import { test } from './outside'
import { watchPorts } from './ports'
import { engineLine } from './window'

// What is behind the page: its files and its bridge to main (design section 6).

test('app:// serves the built page, and nothing beside it', async ({ app, page }) => {
  await page.title()
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
    const load = (src: string) =>
      new Promise<string[]>((resolve) => {
        const script = document.createElement('script')
        script.onload = () => resolve([src])
        script.onerror = () => resolve([])
        script.src = src
        document.head.append(script)
      })
    return (await Promise.all(addresses.map(load))).flat()
  }, addresses)
  expect(loaded).toEqual([])
})

test('the page has a sandbox, no Node, and of the app one small bridge', async ({ app, page }) => {
  await page.title()
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
})

/** What a document gets of main: the answer to a call, or that there is no bridge. */
const tryBridge = (page: Page) =>
  page.evaluate(async () => {
    if (!window.wheelhouse) return 'no bridge'
    window.wheelhouse.openEvents('a-nonce-that-nobody-can-guess')
    const answer = await window.wheelhouse.call('engine.status', {})
    return answer.ok ? 'answered' : answer.error.code
  })

test('no other document, frame or window gets anything by IPC', async ({ app, page, outside }) => {
  await expect(engineLine(page)).toBeVisible()
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
  const lead = async (address: string) => {
    await app.evaluate(async ({ BrowserWindow }, address) => {
      const ours = BrowserWindow.getAllWindows().find(({ id }) => id === 1)
      // What has no content, as an address of ours that leads nowhere, counts as not loaded.
      await ours?.loadURL(address).catch(() => undefined)
    }, address)
    await page.waitForURL(address)
  }
  for (const address of [`${outside.url}/`, 'data:text/html,x', 'app://other/', 'about:blank']) {
    await lead(address)
    expect([address, await tryBridge(page)]).toEqual([address, 'forbidden'])
  }
  expect(await opened()).toEqual([])

  // And back it is our page again.
  await lead('app://wheelhouse/')
  expect(await tryBridge(page)).toBe('answered')
  await expect.poll(async () => (await opened()).length).toBeGreaterThan(0)
})

test('nonsense from the page harms nobody', async ({ app, page, rest }) => {
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
  await app.evaluate(async ({ BrowserWindow }) => {
    // What has no content counts as not loaded, now and then.
    await BrowserWindow.getAllWindows()[0]
      ?.loadURL('about:blank')
      .catch(() => undefined)
  })
  await page.waitForURL('about:blank')
  expect((await rest.get('/api/health')).status).toBe(200)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})
