import { expect, it } from 'vitest'
import { createBrowserHandlers } from './browser-handlers'

const ADDRESS = 'http://127.0.0.1:4848/#pair=a-secret-code'
const createLink = async () => ADDRESS

it('gives an address to open', async () => {
  expect(await createBrowserHandlers({ createLink })['browser.link']()).toEqual({ url: ADDRESS })
})

it('opens a new address', async () => {
  const opened: string[] = []
  const openExternal = async (address: string) => {
    opened.push(address)
  }
  await createBrowserHandlers({ createLink, openExternal })['browser.open']()
  expect(opened).toEqual([ADDRESS])
})

it('says what to do instead where there is no desktop, and makes no code', async () => {
  const handlers = createBrowserHandlers({ createLink: () => Promise.reject(new Error('asked')) })
  await expect(handlers['browser.open']()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('POST /api/browser/link'),
  })
})

it('keeps the code out of what it says of a system that opened nothing', async () => {
  const openExternal = (address: string) => Promise.reject(new Error(`No handler for ${address}`))
  const failure = await createBrowserHandlers({ createLink, openExternal })
    ['browser.open']()
    .catch((error) => error)
  expect(failure).toMatchObject({ code: 'internal' })
  expect(String(failure.cause)).toContain('No handler for')
  expect(failure.message + String(failure.cause) + failure.cause.stack).not.toContain('secret')
})
