import type { CDPSession, ElectronApplication, Page } from 'playwright/test'
import { test as base, expect } from './fixtures'
import { askMain, type PortTraffic, watchPorts } from './ports'
import { type ScriptedEngine, startScriptedEngine } from './scripted-engine'
import { hideWindow, showWindow } from './visibility'
import { answer, button, engineLine, words } from './window'

const MIB = 1024 * 1024
/** Four times what main keeps for those that come back. */
const BURST_MIB = 64
/** On its way to a window at most: 4 MiB, and the batch that reached them. */
const ON_THEIR_WAY = 4.5 * MIB
/** More than main keeps: from here on its memory has no reason to grow. */
const FILL_MIB = 24
/** What main's memory may grow by while it relays the burst, most of which it must not keep. */
const GROWTH = 8 * MIB

interface Fixtures {
  /** What the app attaches to. */
  engine: ScriptedEngine
  /** What went over the ports of the app's documents. */
  traffic: () => Promise<PortTraffic[]>
  cdp: CDPSession
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  engine: async ({}, use) => {
    const engine = await startScriptedEngine('/')
    await use(engine)
    await engine.close()
  },
  folders: async ({ folders, engine }, use) => {
    await use({ ...folders, env: { ...folders.env, WHEELHOUSE_ENGINE_URL: engine.url } })
  },
  app: async ({ launch }, use) => use(await launch()),
  // With the session open, and its answer begun.
  page: async ({ page, engine }, use) => {
    await expect(engineLine(page)).toContainText('ready')
    await button(page, engine.title).click()
    await engine.begin()
    await engine.write('begun')
    await expect(words(page)).toHaveText('begun')
    await use(page)
  },
  traffic: async ({ app, page, engine }, use) => {
    const traffic = await watchPorts(app)
    await engine.write(' and watched')
    await expect(answer(page)).toContainText('watched')
    await use(traffic)
  },
  cdp: async ({ page }, use) => use(await page.context().newCDPSession(page)),
})

/** What main holds once it has thrown away what it can: its own heap, and buffers outside of it. */
const memoryOf = (app: ElectronApplication) =>
  askMain(() =>
    app.evaluate(() => {
      const { setFlagsFromString } = process.getBuiltinModule('node:v8')
      const { runInNewContext } = process.getBuiltinModule('node:vm')
      setFlagsFromString('--expose-gc')
      runInNewContext('gc')()
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    }),
  )

/** The page says by itself what is true: all of the answer, that it goes on, and that it ends. */
async function expectLive(page: Page, engine: ScriptedEngine): Promise<void> {
  await expect(words(page)).toHaveText(engine.text)
  await expect(button(page, 'Stop')).toBeVisible()
  await engine.write(' and on')
  await expect(words(page)).toHaveText(engine.text)
  await engine.finish()
  await expect(button(page, 'Send')).toBeVisible()
  await expect(words(page)).toHaveText(engine.text)
}

interface Stalled {
  app: ElectronApplication
  page: Page
  engine: ScriptedEngine
  cdp: CDPSession
}

const STALLS: {
  name: string
  /** Whether the page takes nothing at all meanwhile. */
  stands: boolean
  stall(window: Stalled): Promise<unknown>
  wake(window: Stalled): Promise<unknown>
}[] = [
  {
    name: 'paused in the debugger',
    stands: true,
    stall: async ({ cdp, engine }) => {
      await cdp.send('Debugger.enable')
      const paused = new Promise((resolve) => cdp.once('Debugger.paused', resolve))
      await cdp.send('Debugger.pause')
      await engine.write(' paused')
      await paused
    },
    wake: ({ cdp }) => cdp.send('Debugger.resume'),
  },
  {
    // Chromium freezes hidden pages only.
    name: 'frozen',
    stands: true,
    stall: async ({ app, page, cdp }) => {
      await hideWindow(app, page)
      await cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
    },
    wake: async ({ app, page, cdp }) => {
      await cdp.send('Page.setWebLifecycleState', { state: 'active' })
      await showWindow(app, page)
    },
  },
  {
    name: 'hidden',
    stands: false,
    stall: ({ app, page }) => hideWindow(app, page),
    wake: ({ app, page }) => showWindow(app, page),
  },
]

for (const { name, stands, stall, wake } of STALLS) {
  test(`a window that is ${name} costs main little, and comes back by itself`, async ({
    app,
    page,
    engine,
    traffic,
    cdp,
  }) => {
    const sent = async () => (await traffic()).reduce((sum, { bytes }) => sum + bytes, 0)
    await engine.burst(FILL_MIB, 'seen')
    await expect(answer(page)).toContainText(`seen${FILL_MIB}`)
    const memory = await memoryOf(app)

    await stall({ app, page, engine, cdp })
    const before = await sent()
    await engine.burst(BURST_MIB, 'missed')
    if (stands) expect((await sent()) - before).toBeLessThan(ON_THEIR_WAY)
    await wake({ app, page, engine, cdp })
    await expectLive(page, engine)

    const [port, ...others] = await traffic()
    expect(others).toEqual([])
    expect(port?.most).toBeLessThan(ON_THEIR_WAY)
    if (stands) expect(port?.frames).toContain('resync')
    expect((await memoryOf(app)) - memory).toBeLessThan(GROWTH)
  })
}

/** The port of the document before is closed and was sent nothing more; another has taken over. */
async function expectReplaced(traffic: Fixtures['traffic'], before?: PortTraffic): Promise<void> {
  expect(before?.open).toBe(true)
  expect(await traffic()).toMatchObject([
    { open: false, bytes: before?.bytes },
    { open: true, frames: ['hello', 'batch'] },
  ])
}

test('a reload closes the port of the document before', async ({ page, engine, traffic }) => {
  const [before] = await traffic()
  await page.reload()
  await expect.poll(async () => (await traffic()).length).toBe(2)
  await expectLive(page, engine)
  await expectReplaced(traffic, before)
  // Main did it, before the page was told: a page that does not close its port changes nothing.
  expect((await traffic())[0]?.frames.at(-1)).toBe('bye')
})

test('a page that tries to leave stays, and keeps its port', async ({
  app,
  page,
  engine,
  traffic,
}) => {
  const away = 'http://127.0.0.1:9/elsewhere'
  const tried = await app.evaluateHandle(({ BrowserWindow }) => {
    const urls: string[] = []
    const [window] = BrowserWindow.getAllWindows()
    window?.webContents.on('will-frame-navigate', ({ url }) => urls.push(url))
    return urls
  })
  await page.evaluate((url) => location.assign(url), away)
  await expect.poll(() => tried.jsonValue()).toEqual([away])
  await page.evaluate(() => location.assign('#here'))
  await expectLive(page, engine)
  expect(await traffic()).toMatchObject([{ open: true, frames: ['batch'] }])
})

test('a page that crashes is loaded again; twice, and it comes up without the session', async ({
  app,
  engine,
  traffic,
}) => {
  const [before] = await traffic()
  const crash = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
  // To Playwright a page that has crashed is gone for good; the window's is not.
  const run = (script: string) =>
    askMain(() =>
      app.evaluate(
        ({ BrowserWindow }, text) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text),
        script,
      ),
    )
  const shown = () => run('document.body.innerText')
  const press = (label: string) =>
    run(
      `[...document.querySelectorAll('button')].find((it) => it.innerText === '${label}').click()`,
    )

  await crash()
  await expect.poll(async () => (await traffic()).length).toBe(2)
  await engine.write(' and on')
  await expect.poll(shown).toContain(engine.text)
  await expectReplaced(traffic, before)

  await crash()
  // Asked of a page that is going, main would never answer.
  await expect.poll(async () => (await traffic()).length).toBe(3)
  await expect
    .poll(shown)
    .toContain(`crashed twice within two minutes while it showed “${engine.title}”`)
  expect(await shown()).not.toContain(engine.text)
  await press('Open as plain text')
  await engine.write(' **in plain text**')
  await expect.poll(shown).toContain('and on **in plain text**')
  // What is too much to draw stays as it is through a reload, and is drawn again when asked to.
  await run('location.reload()')
  await expect.poll(shown).toContain('This session is shown as plain text')
  await press('Show as usual')
  await expect.poll(shown).toContain('and on in plain text')
})
