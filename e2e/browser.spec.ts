import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright/test'
import { findChromium } from '../scripts/chromium.mjs'
import { expectAccessible } from './axe'
import { expect, readRest } from './fixtures'
import { test as base } from './relayed'
import { startScriptedEngine } from './scripted-engine'
import {
  answer,
  button,
  engineLine,
  send,
  sessionRows as sessions,
  transcript,
  words,
} from './window'

const program = findChromium(process.env)

interface Fixtures {
  /** A browser as a person has it; it reaches the listener by way of the relay. */
  chrome: Browser
  profile: BrowserContext
}

const test = base.extend<Fixtures>({
  chrome: async ({ relayedArgs }, use) => {
    const browser = await chromium.launch({
      ...(program !== undefined && { executablePath: program }),
      args: relayedArgs,
    })
    await use(browser)
    await browser.close()
  },
  profile: async ({ chrome }, use) => {
    const context = await chrome.newContext()
    await use(context)
    await context.close()
  },
})

test.skip(program === undefined, 'There is no Chromium or Chrome on this machine.')

const permission = (page: Page) => page.getByRole('region', { name: 'Permission request' })
const counted = (to: number) => Array.from({ length: to }, (_, index) => `${index + 1}`).join('\n')

/** The script that README shows, run as pasted. @returns what it prints */
async function runReadmeScript(userData: string): Promise<string> {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const [, section = ''] = readme.split('\n## In a browser\n')
  const [, script = ''] = /```sh\n([\s\S]*?)```/.exec(section) ?? []
  expect(script).toContain('~/.config/Wheelhouse')
  const pasted = script.replace('~/.config/Wheelhouse', userData)
  const { stdout } = await promisify(execFile)('bash', ['-c', pasted])
  return stdout.trim()
}

const codeField = (page: Page) => page.getByRole('textbox', { name: 'Code' })
const letInDialog = (page: Page) => page.getByRole('dialog', { name: 'Let this browser in again' })
async function enter(page: Page, code: string): Promise<void> {
  await codeField(page).fill(code)
  await button(page, 'Connect').click()
}
const savedToken = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('wheelhouse.browser-token') ?? '""'))
/** The same place by a name of somebody else's. */
const rename = (address: string) => address.replace('127.0.0.1', 'rebound.example')

/** Opens a page that says when it breaks the policy, or throws. */
async function openPage(context: BrowserContext, address: string) {
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text())
  })
  await page.goto(address)
  return { page, faults }
}

test('a browser that README’s script lets in does what a window does, in two tabs, through a broken connection and another start', async ({
  profile,
  chrome,
  folders,
  port,
  relay,
  start,
}) => {
  const config = { permission: { bash: 'ask' } }
  writeFileSync(join(folders.project, 'opencode.json'), JSON.stringify(config))
  const launch = () => start(['--headless', '--demo', '--port', String(port)])
  const app = launch()
  const { url } = await app.ready
  const address = await runReadmeScript(folders.userData)
  expect(address).toMatch(new RegExp(`^${url}/#pair=[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$`))

  const { page, faults } = await openPage(profile, address)
  await expect(engineLine(page)).toContainText('ready')
  expect(page.url()).toBe(`${url}/`)
  expect(await profile.cookies()).toEqual([])
  const token = await savedToken(page)
  expect(token).toMatch(/^[\w-]{43}$/)

  await button(page, 'New session').click()
  await send(page, 'say hello from a browser')
  await expect(answer(page)).toContainText('hello from a browser')
  await expect(button(page, 'Send')).toBeVisible()
  await expect(transcript(page).getByRole('article', { name: 'You' })).toHaveCount(1)
  await expect(button(page, 'Open in browser')).toHaveCount(0)

  // Another tab needs no code, and sees the same.
  const { page: second, faults: secondFaults } = await openPage(profile, url)
  await expect(sessions(second)).not.toHaveCount(0)
  await sessions(second).first().click()
  await expect(answer(second)).toContainText('hello from a browser')
  await send(page, 'count to 200')
  for (const tab of [page, second]) await expect(answer(tab)).toContainText('20')

  // Both go on after the connection was lost in the middle, and miss nothing.
  relay.cut()
  await expect(engineLine(page)).toContainText('reconnecting')
  relay.mend()
  for (const tab of [page, second]) {
    await expect(engineLine(tab)).toContainText('ready')
    await expect(button(tab, 'Send')).toBeVisible()
    expect(((await words(tab).textContent()) ?? '').match(/\d+/g)?.join('\n')).toBe(counted(200))
  }

  await send(second, 'run ls')
  for (const tab of [page, second]) await expect(permission(tab)).toContainText('run a command')
  await button(page, 'Stop').click()
  for (const tab of [page, second]) await expect(permission(tab)).toHaveCount(0)

  // The address is used up; whoever finds it gets nothing.
  const other = await chrome.newContext()
  const { page: stranger } = await openPage(other, address)
  await expect(stranger.getByRole('alert')).toContainText('used before')
  expect(stranger.url()).toBe(`${url}/`)
  const { page: bare } = await openPage(other, url)
  await expect(codeField(bare)).toBeFocused()
  await expect(bare.getByRole('alert')).toHaveCount(0)
  await expectAccessible(bare)
  await other.close()

  // By a name of somebody else's that leads here: a page that says where to go, without the code.
  const { page: rebound } = await openPage(profile, rename(address))
  await expect(rebound.getByRole('heading')).toContainText('does not answer at this address')
  expect(rebound.url()).toBe(`${rename(url)}/`)
  await expectAccessible(rebound)
  await rebound.getByRole('link').click()
  await expect(engineLine(rebound)).toContainText('ready')
  await rebound.close()

  // Its own listener is all of the network that it has.
  const fetched = await page.evaluate(() =>
    fetch('http://127.0.0.1:1/').then(
      () => 'fetched',
      () => 'refused',
    ),
  )
  expect(fetched).toBe('refused')
  expect(faults.filter((fault) => !fault.includes('127.0.0.1:1/'))).toEqual([])
  expect(faults).not.toEqual([])
  expect(secondFaults).toEqual([])
  const log = readFileSync(join(folders.userData, 'logs/main.log'), 'utf8')
  expect(log).not.toContain(address.split('#pair=')[1])
  expect(log).not.toContain(token)

  // Started again, Wheelhouse knows no browser of before; all go on once one is let in.
  const post = (path: string) => readRest(folders).get(path, { method: 'POST' })
  const open = await post('/api/browser/open')
  expect(open.status).toBe(409)
  expect((await open.json()).error).toContain('POST /api/browser/link')
  app.child.kill('SIGTERM')
  await app.finished
  await launch().ready
  for (const tab of [page, second]) await expect(letInDialog(tab)).toBeVisible()
  await expectAccessible(second)
  const { code } = await (await post('/api/browser/link')).json()
  await enter(second, 'WRONG-CODE')
  await expect(letInDialog(second).getByRole('alert')).toContainText('wrong')
  await enter(second, code.toLowerCase())
  for (const tab of [page, second]) {
    await expect(letInDialog(tab)).toHaveCount(0)
    await expect(engineLine(tab)).toContainText('ready')
  }
  expect(await savedToken(page)).not.toBe(token)
})

test('“Open in browser” lets one in by a code that is in no address, and turns it away', async ({
  app,
  page,
  chrome,
  folders,
}) => {
  await app.evaluate(({ shell }) => {
    shell.openExternal = async (address) => {
      Object.assign(globalThis, { opened: address })
    }
  })
  await expect(engineLine(page)).toContainText('ready')
  await button(page, 'New session').click()
  await send(page, 'say hello from the window')
  await expect(answer(page)).toContainText('hello from the window')

  await button(page, 'Open in browser').click()
  const dialog = page.getByRole('dialog', { name: 'Open in browser' })
  const copy = dialog.getByRole('button', { name: 'Copy code and open browser' })
  await expect(copy).toBeFocused()
  const code = await dialog.locator('code').textContent()
  await copy.click()
  const opened = () => app.evaluate(() => Reflect.get(globalThis, 'opened') ?? '')
  const { url } = readRest(folders)
  await expect.poll(opened).toBe(`${url}/`)
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(code)

  const context = await chrome.newContext()
  const { page: tab } = await openPage(context, await opened())
  await expect(codeField(tab)).toBeFocused()
  await enter(tab, code ?? '')
  await sessions(tab).first().click()
  await expect(answer(tab)).toContainText('hello from the window')
  await expect(dialog).toHaveCount(0)

  await button(page, 'Open in browser').click()
  await expect(dialog.getByRole('listitem')).toContainText('Chrome on')
  await dialog.getByRole('button', { name: 'Turn away' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(0)
  await expect(letInDialog(tab)).toBeVisible()
  const answers = await tab.evaluate(() => fetch('/api/sessions').then(({ status }) => status))
  expect(answers).toBe(401)
  await enter(tab, (await dialog.locator('code').textContent()) ?? '')
  await expect(letInDialog(tab)).toHaveCount(0)
  await expect(engineLine(tab)).toContainText('ready')
  await context.close()
})

test('another server of this machine learns nothing of a browser that is let in, and throws nothing out', async ({
  profile,
  folders,
  start,
  port,
}) => {
  const engine = await startScriptedEngine(folders.project)
  const flags = ['--headless', '--port', String(port)]
  const app = start(flags, { WHEELHOUSE_ENGINE_URL: engine.url })
  const { url } = await app.ready
  const { page } = await openPage(profile, await runReadmeScript(folders.userData))
  await expect(engineLine(page)).toContainText('ready')
  const list = async () => (await readRest(folders).get('/api/sessions')).json()
  const before = await list()

  // As many cookies as a browser takes, one of the name that ours once had.
  const cookies = Array.from(
    { length: 170 },
    (_, index) => `c${index}=${'x'.repeat(4_000)}; Path=/`,
  )
  const heard: string[] = []
  const hostile = createServer({ maxHeaderSize: 4 * 1024 * 1024 }, (req, res) => {
    heard.push(JSON.stringify([req.url, req.headers]))
    const part = cookies.splice(0, 40)
    res.setHeader('Set-Cookie', ['wheelhouse=theirs; Path=/', ...part])
    res.setHeader('Content-Type', 'text/html')
    res.end(`<a href="${url}/#pair=AAAA-BBBB-CCCC">Open</a>`)
  }).listen(0, '127.0.0.1')
  await once(hostile, 'listening')
  const hostilePort = (hostile.address() as AddressInfo).port
  const { page: theirs } = await openPage(profile, `http://127.0.0.1:${hostilePort}/`)
  for (let round = 0; round < 5; round += 1) await theirs.reload()
  expect((await profile.cookies()).length).toBeGreaterThan(150)

  const tried = await theirs.evaluate(async (url) => {
    const call = (path: string, init: RequestInit) =>
      fetch(url + path, { credentials: 'include', ...init }).then(
        async (res) => `${res.type} ${res.status} ${await res.text()}`,
        () => 'refused',
      )
    const body = '{"title":"theirs"}'
    const json = { 'Content-Type': 'application/json' }
    const frame = document.createElement('iframe')
    frame.src = `${url}/`
    const isFramed = new Promise((resolve) => {
      frame.onload = () => resolve(frame.contentDocument === null)
    })
    document.body.append(frame)
    return {
      read: await call('/api/sessions', {}),
      blind: await call('/api/sessions', { mode: 'no-cors' }),
      post: await call('/api/sessions', { method: 'POST', body, mode: 'no-cors' }),
      typed: await call('/api/sessions', { method: 'POST', body, headers: json }),
      framed: await isFramed,
    }
  }, url)
  expect(tried).toEqual({
    read: 'refused',
    // Not even an opaque answer: it is kept from other origins.
    blind: 'refused',
    post: 'refused',
    typed: 'refused',
    framed: true,
  })
  const framed = theirs.frames().find((frame) => frame.parentFrame() !== null)
  await expect(framed?.locator('#root') ?? theirs.locator('#root')).toHaveCount(0)

  // A window of theirs that shows the page is out of their hands.
  const [popup] = await Promise.all([
    profile.waitForEvent('page'),
    theirs.evaluate((url) => {
      Object.assign(window, { popup: window.open(`${url}/`) })
    }, url),
  ])
  await expect(engineLine(popup)).toContainText('ready')
  expect(await theirs.evaluate(() => (Reflect.get(window, 'popup') as Window).closed)).toBe(true)
  await popup.close()

  // The tab that was let in still is, with all their cookies, and after a reload.
  await page.reload()
  await expect(engineLine(page)).toContainText('ready')
  // A link of theirs simply opens it, and leaves no code in the address; from another site too.
  for (const name of ['127.0.0.1', 'localhost']) {
    await theirs.goto(`http://${name}:${hostilePort}/`)
    await theirs.getByRole('link').click()
    await expect(engineLine(theirs)).toContainText('ready')
    expect(theirs.url()).toBe(`${url}/`)
  }
  // At a name whose ::1 may be somebody else's there is no page of ours, but where it is.
  await theirs.goto(`http://localhost:${port}/#pair=CODE`)
  await expect(theirs.getByRole('heading')).toHaveText(/does not answer at this address/)
  expect(theirs.url()).toBe(`http://localhost:${port}/`)
  await theirs.getByRole('link').click()
  await expect(engineLine(theirs)).toContainText('ready')
  expect(theirs.url()).toBe(`${url}/`)

  expect(await list()).toEqual(before)
  const token = await savedToken(page)
  expect(heard.join('\n')).not.toContain(token)
  expect(heard.join('\n').toLowerCase()).not.toContain('authorization')
  hostile.close()
  await engine.close()
})
