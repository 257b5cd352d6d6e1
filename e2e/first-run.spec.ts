import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { SHORT_LIVED_ENGINE } from '../src/main/testing/short-lived-engine'
import { operations } from '../src/shared/operations'
import { expectAccessible } from './axe'
import { expect, readRest, test } from './fixtures'
import { START_MS } from './launch'
import { answer, button, engineLine, send } from './window'

const KEY = 'sk-ant-a-key-of-nobody'

const welcome = (page: Page) => page.getByRole('heading', { name: 'Welcome to Wheelhouse' })
const start = (page: Page) => page.getByRole('heading', { name: 'What should the agent do?' })
const providers = (page: Page) => page.getByRole('dialog', { name: 'Connect a provider' })

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search providers' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
}

// The providers that the engine knows of, as a person meets them. Each look at them takes it 6 MB of
// JSON: without garbage collection it comes to a stand on a busy machine.
test.beforeEach(({ folders }) => {
  delete folders.env.OPENCODE_MODELS_PATH
  for (const name of Object.keys(SHORT_LIVED_ENGINE)) delete folders.env[name]
})

test('a first run leads to a connected provider, offline', async ({ launch, folders }) => {
  const app = await launch()
  const page = await app.firstWindow({ timeout: START_MS })
  await expect(welcome(page)).toBeVisible()
  await expect(page.getByText(folders.project)).toBeVisible()
  await expect(page.getByText('OpenCode Zen')).toBeVisible()
  await expectAccessible(page)

  await test.step('a key connects a provider, and is seen nowhere', async () => {
    await button(page, 'Connect a provider…').click()
    await expect(page.getByRole('option', { name: 'Anthropic', exact: true })).toBeVisible()
    await expectAccessible(page)
    await choose(page, 'Anthropic')
    await expect(page.getByLabel('API key')).toBeFocused()
    await page.keyboard.type(KEY)
    await page.keyboard.press('Enter')
    await expect(providers(page)).toContainText('Connected')
    await expect(providers(page)).toContainText(/It offers \d+ models/)
    expect(await page.content()).not.toContain(KEY)
    expect(readFileSync(join(folders.userData, 'logs/main.log'), 'utf8')).not.toContain(KEY)
    const listed = await (await readRest(folders).get('/api/providers')).json()
    const { providers: all } = operations['providers.list'].output.parse(listed)
    expect(all.length).toBeGreaterThan(100)
    expect(all.find(({ id }) => id === 'anthropic')?.connected).toBe(true)
  })

  await test.step('it is marked, and can be disconnected', async () => {
    await button(page, 'All providers').click()
    await expect(page.getByRole('option', { name: /^Anthropic/ }).first()).toContainText(
      'Connected',
    )
    await choose(page, 'Anthropic')
    await button(page, 'Disconnect…').click()
    await button(page, 'Disconnect').click()
    await expect(page.getByLabel('API key')).toBeVisible()
  })

  await test.step('a login that cannot begin says so, and leaves the other ways', async () => {
    await button(page, 'All providers').click()
    await choose(page, 'GitHub Copilot')
    await expect(page.getByLabel('Select GitHub deployment type')).toBeVisible()
    await button(page, 'Login with GitHub Copilot').click()
    await expect(providers(page).getByRole('alert')).toContainText('Check the network')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(providers(page)).toHaveCount(0)
  })

  await test.step('who has been through it is not led again', async () => {
    await expect(start(page)).toBeVisible()
    await page.reload()
    await expect(start(page)).toBeVisible()
    await expect(welcome(page)).toHaveCount(0)
  })
})

test('the demo is a button away, and so is the way back', async ({ launch, folders }) => {
  const app = await launch()
  const page = await app.firstWindow({ timeout: START_MS })
  await expect(welcome(page)).toBeVisible()
  // Also while the engine is still starting.
  await button(page, 'Try the demo').click()
  await expect(engineLine(page)).toContainText('Demo')
  await send(page, 'say aye aye')
  await expect(answer(page)).toContainText('aye aye')
  await expect(button(page, 'Send')).toHaveCount(1)

  // Whoever wants a provider is led out of it.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search commands and sessions' }).fill('connect')
  await page.keyboard.press('Enter')
  await expect(providers(page)).toContainText('The demo has a model of its own')
  await expectAccessible(page)
  await providers(page).getByRole('button', { name: 'Leave the demo' }).click()
  await expect(page.getByRole('combobox', { name: 'Search providers' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(engineLine(page)).not.toContainText('Demo')
  await expect(engineLine(page)).toContainText('ready')
  await expect(welcome(page)).toBeVisible()
  const status = await (await readRest(folders).get('/api/engine/status')).json()
  expect(status).toMatchObject({ state: 'ready' })
  expect(status.demo).toBeUndefined()
  // The person's own engine knows nothing of what was tried.
  expect(await (await readRest(folders).get('/api/sessions')).json()).toEqual([])
  await button(page, 'Start').click()
  await expect(start(page)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
})

test('an engine that cannot start is no dead end', async ({ launch, folders }) => {
  folders.env.WHEELHOUSE_ENGINE_BIN = join(folders.home, 'nothing')
  const app = await launch()
  const page = await app.firstWindow({ timeout: START_MS })
  await expect(engineLine(page)).toContainText('failed')
  await expect(welcome(page)).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('nothing')
  await expect(button(page, 'Restart engine')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search commands and sessions' }).fill('connect')
  await expect(page.getByRole('option', { name: /Connect a provider/ })).toHaveCount(0)
})
