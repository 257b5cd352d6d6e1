import type { ElectronApplication, Page } from 'playwright/test'
import { type Escapes, watchEscapes, watchPolicy } from './escapes'
import { expect } from './fixtures'
import { type Outside, test } from './outside'

// The page is taken for hostile, as in security.spec.ts: here it wants to get away, or to get
// something else into the window.

const PAGE = 'app://wheelhouse/'

/** Puts a link in the upper left corner of the page, in place of the one before. */
const addLink = (page: Page, attributes: Record<string, string>) =>
  page.evaluate((attributes) => {
    document.querySelector('#way')?.remove()
    const link = document.createElement('a')
    for (const [key, value] of Object.entries(attributes)) link.setAttribute(key, value)
    Object.assign(link, { id: 'way', textContent: 'the way out' })
    Object.assign(link.style, { position: 'fixed', top: '0', left: '0', zIndex: '9999' })
    document.body.append(link)
  }, attributes)

test('the page gets away nowhere, and gets nothing else into the window', async ({
  app,
  page,
  outside,
}) => {
  const escapes = await watchEscapes(app)
  await test.step('the window stays where it is', () => triesToLeave(page, outside, escapes))
  // Its links and forms go with their document.
  await page.reload()
  await test.step('only links for a browser or a mail program leave the app, and no window opens', () =>
    triesToOpen(app, page, escapes))
  expect(outside.contacts).toEqual([])
})

async function triesToLeave(
  page: Page,
  outside: Outside,
  escapes: () => Promise<Escapes>,
): Promise<void> {
  const { url } = outside
  const refused = await watchPolicy(page)
  const attempt = (text: string) => page.evaluate(text)
  const click = async (attributes: Record<string, string>) => {
    await addLink(page, attributes)
    await page.mouse.click(5, 5)
  }

  await attempt(`location.href = '${url}/location'`)
  await attempt(`location.replace('${url}/replace')`)
  await attempt(`location.href = 'app://other/'`)
  await attempt(`location.href = URL.createObjectURL(new Blob(['x'], { type: 'text/html' }))`)
  await attempt(`location.href = 'data:text/html,x'`)
  await attempt(`location.href = 'file:///etc/passwd'`)
  await attempt(`location.href = 'javascript:document.write(1)'`)
  await click({ href: `${url}/click` })
  await click({ href: `${url}/download`, download: '' })
  await attempt(
    `document.body.insertAdjacentHTML('beforeend', '<form id="f" action="${url}/form">')`,
  )
  await attempt(`document.querySelector('#f').submit()`)
  await attempt(`document.body.insertAdjacentHTML('beforeend', '<webview src="${url}/webview">')`)
  const devTools = await page.context().newCDPSession(page)
  const data = {
    items: [{ mimeType: 'text/uri-list', data: `${url}/drag` }],
    dragOperationsMask: 1,
  }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devTools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  }
  await devTools.detach()
  await attempt(
    `document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="refresh" content="0;url=${url}/meta">')`,
  )
  await expect.poll(async () => (await escapes()).prevented).toContain(`${url}/meta`)

  const { prevented, ...others } = await escapes()
  expect(prevented.map((address) => address.replace(/^blob:.*/, 'blob:'))).toEqual([
    `${url}/location`,
    `${url}/replace`,
    'app://other/',
    'blob:',
    `${url}/click`,
    `${url}/download`,
    `${url}/meta`,
  ])
  expect(others).toEqual({ allowed: [], opened: [], created: 0 })
  expect(await refused()).toEqual(['form? form-action', 'inline script-src-elem'])
  expect(page.url()).toBe(PAGE)
  expect(outside.contacts).toEqual([])
}

async function triesToOpen(
  app: ElectronApplication,
  page: Page,
  escapes: () => Promise<Escapes>,
): Promise<void> {
  const addresses = [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://server/share',
    'ms-msdt:/id',
    'vscode://file/etc/passwd',
    'ssh://host',
    'tel:123',
    'ftp://example.com/',
    'app://wheelhouse/',
    'about:blank',
    'https://',
    'http://example.com/',
    'mailto:someone@example.com',
    'https://example.com/',
  ]
  const tried = await page.evaluate((addresses) => {
    const windows = addresses.map((address) => {
      try {
        return window.open(address)
      } catch {
        return null
      }
    })
    for (const address of addresses) {
      const link = document.createElement('a')
      Object.assign(link, { href: address, target: '_blank' })
      document.body.append(link)
      link.click()
    }
    return windows
  }, addresses)
  expect(tried).toEqual(addresses.map(() => null))
  // A middle click asks for another tab.
  await addLink(page, { href: 'https://example.com/middle' })
  await page.mouse.click(5, 5, { button: 'middle' })
  const outside = addresses.slice(-3)
  await expect
    .poll(async () => (await escapes()).opened)
    .toEqual([...outside, ...outside, 'https://example.com/middle'])
  expect((await escapes()).created).toBe(0)
  expect(app.windows()).toHaveLength(1)
}
