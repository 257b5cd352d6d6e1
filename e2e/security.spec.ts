import type { ElectronApplication, Page } from 'playwright/test'
import { watchPolicy } from './escapes'
import { expect } from './fixtures'
import { START_MS } from './launch'
import { type Outside, test } from './outside'
import { expectCopied } from './window'

// The page of the window is taken for hostile here: what it tries is what a script that got into it
// would try.

test('a hostile page has no network, runs nothing of its own, and has leave for next to nothing', async ({
  launch,
  outside,
}) => {
  const app = await launch('--demo', '--use-fake-device-for-media-stream')
  const page = await app.firstWindow({ timeout: START_MS })
  await test.step('the page has leave to notify and to copy, and for nothing else', () =>
    asksForLeave(app, page))
  await test.step('the page has no network', () => triesTheNetwork(page, outside))
  await test.step('what asks no policy would be sent nowhere', () => asksForProxies(app))
  // What was refused, and is still tried, goes with its document.
  await page.reload()
  await test.step('nothing runs in the page but its own files', () => triesToRun(page))
})

async function triesTheNetwork(page: Page, outside: Outside): Promise<void> {
  const { url, tcpPort, udpPort, contacts } = outside
  const refused = await watchPolicy(page)
  await page.evaluate((url) => {
    const add = <Name extends keyof HTMLElementTagNameMap>(
      name: Name,
      attributes: Record<string, string>,
    ) => {
      const element = document.createElement(name)
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
      return document.body.appendChild(element)
    }
    fetch(`${url}/fetch`).catch(() => undefined)
    fetch(`${url}/no-cors`, { mode: 'no-cors', method: 'POST', body: 'x' }).catch(() => undefined)
    const xhr = new XMLHttpRequest()
    xhr.open('GET', `${url}/xhr`)
    xhr.send()
    new WebSocket(`${url.replace('http', 'ws')}/websocket`)
    new EventSource(`${url}/eventsource`)
    navigator.sendBeacon(`${url}/beacon`, 'x')
    new FontFace('x', `url(${url}/font)`).load().catch(() => undefined)
    add('img', { src: `${url}/image` })
    for (const rel of [
      'stylesheet',
      'prefetch',
      'preconnect',
      'dns-prefetch',
      'manifest',
      'icon',
    ]) {
      add('link', { rel, href: `${url}/${rel}` })
    }
    add('link', { rel: 'preload', as: 'fetch', href: `${url}/preload` })
    add('script', { src: `${url}/script` })
    add('script', { type: 'module', src: `${url}/module` })
    add('audio', { src: `${url}/audio` })
    add('object', { data: `${url}/object` })
    add('iframe', { src: `${url}/iframe` })
    add('a', { href: '#', ping: `${url}/ping` }).click()
    add('form', { action: `${url}/form`, method: 'post' }).submit()
  }, url)
  await expect
    .poll(refused)
    .toEqual(
      [
        `${new URL(url).host} frame-src`,
        `${new URL(url).host} object-src`,
        'audio media-src',
        'beacon connect-src',
        'eventsource connect-src',
        'fetch connect-src',
        'font font-src',
        'form form-action',
        'icon img-src',
        'image img-src',
        'module script-src-elem',
        'no-cors connect-src',
        'ping connect-src',
        'prefetch default-src',
        'preload connect-src',
        'script script-src-elem',
        'stylesheet style-src-elem',
        'websocket connect-src',
        'xhr connect-src',
      ].sort(),
    )

  // WebRTC asks no policy.
  const candidates = await page.evaluate(
    async ([stun, turn]) => {
      const connection = new RTCPeerConnection({
        iceServers: [{ urls: stun }, { urls: turn, username: 'a', credential: 'b' }],
      })
      connection.createDataChannel('x')
      const complete = new Promise((resolve) => {
        connection.onicegatheringstatechange = () => {
          if (connection.iceGatheringState === 'complete') resolve(undefined)
        }
      })
      await connection.setLocalDescription()
      await complete
      return connection.localDescription?.sdp.match(/a=candidate/g)
    },
    [`stun:127.0.0.1:${udpPort}`, `turn:127.0.0.1:${tcpPort}?transport=tcp`] as const,
  )
  expect(candidates).toBeNull()

  expect(contacts).toEqual([])
  // It would have heard.
  await fetch(`${url}/test`)
  expect(contacts).toEqual(['tcp GET /test HTTP/1.1'])
}

async function asksForProxies(app: ElectronApplication): Promise<void> {
  const addresses = [
    'https://example.com/',
    'http://127.0.0.1:4848/',
    'ws://localhost/',
    'ftp://[::1]/',
  ]
  const proxies = await app.evaluate(
    ({ session }, addresses) =>
      Promise.all(addresses.map((address) => session.defaultSession.resolveProxy(address))),
    addresses,
  )
  expect(proxies).toEqual(addresses.map(() => 'PROXY 127.0.0.1:1'))
}

async function triesToRun(page: Page): Promise<void> {
  const refused = await watchPolicy(page)
  await page.evaluate(() => {
    Object.assign(window, { ran: [] })
    const attempt = (run: () => unknown) => {
      // Later, because what DevTools evaluates may evaluate more.
      setTimeout(() => {
        try {
          run()
        } catch {
          // What is refused throws, or does nothing.
        }
      })
    }
    const add = (name: string, attributes: Record<string, string>, text = '') => {
      const element = document.createElement(name)
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
      element.textContent = text
      document.body.append(element)
      return element
    }
    const code = (name: string) => `window.ran.push('${name}')`
    const blob = (name: string) =>
      URL.createObjectURL(new Blob([code(name)], { type: 'text/javascript' }))
    // biome-ignore lint/security/noGlobalEval: it is what must not work
    attempt(() => globalThis.eval(code('eval')))
    attempt(() => new Function(code('function'))())
    attempt(() => setTimeout(code('timer')))
    attempt(() => add('script', {}, code('inline')))
    attempt(() => add('script', { type: 'module' }, code('inline module')))
    attempt(() => add('button', { onclick: code('handler') }).click())
    attempt(() => add('a', { href: `javascript:${code('link')}` }).click())
    attempt(() => add('script', { src: `data:text/javascript,${code('data')}` }))
    attempt(() => add('script', { src: blob('blob') }))
    attempt(() => new Worker(blob('worker')))
    attempt(() => import(`data:text/javascript,${code('import')}`).catch(() => undefined))
    attempt(() => add('iframe', { srcdoc: `<script>parent.${code('srcdoc')}</script>` }))
  })
  await expect
    .poll(refused)
    .toEqual([
      'blob script-src-elem',
      'blob worker-src',
      'data script-src-elem',
      'data script-src-elem',
      'eval script-src',
      'eval script-src',
      'eval script-src',
      'inline script-src-attr',
      'inline script-src-elem',
      'inline script-src-elem',
      'inline script-src-elem',
    ])
  expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toEqual([])
}

async function asksForLeave(app: ElectronApplication, page: Page): Promise<void> {
  const states = await page.evaluate(async () => {
    const names = [
      ...['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-write'],
      ...['clipboard-read', 'midi', 'persistent-storage', 'screen-wake-lock', 'idle-detection'],
      ...['window-management', 'local-fonts', 'storage-access', 'background-sync'],
    ]
    const granted: string[] = []
    for (const name of names) {
      const { state } = await navigator.permissions.query({ name: name as PermissionName })
      if (state !== 'denied') granted.push(`${name} ${state}`)
    }
    return granted
  })
  expect(states).toEqual(['notifications granted', 'clipboard-write granted'])

  const asked = await page.evaluate(async () => {
    const outcomes: Record<string, string> = {}
    const ask = async (name: string, request: () => Promise<unknown>) => {
      outcomes[name] = await request().then(String, (error) => error.name ?? String(error))
    }
    await ask('camera', () => navigator.mediaDevices.getUserMedia({ video: true }))
    await ask('microphone', () => navigator.mediaDevices.getUserMedia({ audio: true }))
    await ask('screen', () => navigator.mediaDevices.getDisplayMedia())
    await ask('geolocation', () => {
      return new Promise((resolve, reject) => {
        navigator.geolocation.getCurrentPosition(resolve, ({ code }) => reject(String(code)))
      })
    })
    await ask('midi', () => navigator.requestMIDIAccess())
    await ask('wake lock', () => navigator.wakeLock.request())
    await ask('storage', () => navigator.storage.persist())
    await ask('notifications', () => Notification.requestPermission())
    await ask('clipboard read', () => navigator.clipboard.readText())
    await ask('clipboard write', () => navigator.clipboard.writeText('copied'))
    return outcomes
  })
  expect(asked).toEqual({
    camera: 'NotAllowedError',
    microphone: 'NotAllowedError',
    screen: 'NotAllowedError',
    geolocation: '1',
    midi: 'NotAllowedError',
    'wake lock': 'NotAllowedError',
    storage: 'false',
    notifications: 'granted',
    'clipboard read': 'NotAllowedError',
    'clipboard write': 'undefined',
  })
  await expectCopied(app, 'copied', () =>
    page.evaluate(() => navigator.clipboard.writeText('copied')),
  )
}
