import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright/test'
import { findChromium } from '../scripts/chromium.mjs'
import { expect, readRest } from './fixtures'
import { test as base } from './relayed'
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
  expect(address).toMatch(new RegExp(`^${url}/#pair=[\\w-]{43}$`))

  const { page, faults } = await openPage(profile, address)
  await expect(engineLine(page)).toContainText('ready')
  expect(page.url()).toBe(`${url}/`)
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(await profile.cookies()).toEqual([
    expect.objectContaining({
      name: 'wheelhouse',
      httpOnly: true,
      sameSite: 'Strict',
      expires: -1,
    }),
  ])

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
  const { page: bare } = await openPage(other, url)
  await expect(bare.getByRole('alert')).toContainText('Open in browser')
  await other.close()

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

  // Started again, Wheelhouse knows no browser of before; all go on once one is let in.
  const post = (path: string) => readRest(folders).get(path, { method: 'POST' })
  const open = await post('/api/browser/open')
  expect(open.status).toBe(409)
  expect((await open.json()).error).toContain('POST /api/browser/link')
  app.child.kill('SIGTERM')
  await app.finished
  await launch().ready
  await expect(page.getByText('This browser is not connected')).toBeVisible()
  const { url: link } = await (await post('/api/browser/link')).json()
  const { page: third } = await openPage(profile, link)
  for (const tab of [third, page]) await expect(engineLine(tab)).toContainText('ready')
})

test('“Open in browser” in the window opens it, let in', async ({ app, page, chrome }) => {
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
  const opened = () => app.evaluate(() => Reflect.get(globalThis, 'opened') ?? '')
  await expect.poll(opened).toContain('#pair=')
  await expect(page.getByRole('alert')).toHaveCount(0)

  const context = await chrome.newContext()
  const { page: tab } = await openPage(context, await opened())
  await sessions(tab).first().click()
  await expect(answer(tab)).toContainText('hello from the window')
  await context.close()
})
