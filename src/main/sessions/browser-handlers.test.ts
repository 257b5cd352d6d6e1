import { expect, it } from 'vitest'
import { type BrowserAccess, createBrowserHandlers } from './browser-handlers'

const CODE = 'K7QF-M2M9-XT4R'

function setUp(given: Partial<BrowserAccess> = {}) {
  const made: string[] = []
  const handlers = createBrowserHandlers({
    address: async () => 'http://127.0.0.1:4848',
    createCode: () => {
      made.push(CODE)
      return { code: CODE, expiresAt: 7 }
    },
    browsers: { list: () => [], remove: (id) => id === 'brw_1' },
    ...given,
  })
  return { handlers, made }
}

it('gives a code, and the address with it', async () => {
  expect(await setUp().handlers['browser.link']()).toEqual({
    url: `http://127.0.0.1:4848/#pair=${CODE}`,
    code: CODE,
    expiresAt: 7,
  })
})

it('makes no code while there is nowhere to use it', async () => {
  const { handlers, made } = setUp({ address: () => Promise.reject(new Error('Port taken.')) })
  await expect(handlers['browser.link']()).rejects.toThrow('Port taken.')
  expect(made).toEqual([])
})

it('opens an address that every user of the machine may read', async () => {
  const opened: string[] = []
  const { handlers, made } = setUp({
    openExternal: async (address) => {
      opened.push(address)
    },
  })
  await handlers['browser.open']()
  expect(opened).toEqual(['http://127.0.0.1:4848/'])
  expect(made).toEqual([])
})

it('says what to do instead where there is no desktop', async () => {
  await expect(setUp().handlers['browser.open']()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('POST /api/browser/link'),
  })
})

it('says what to do when the system opened nothing', async () => {
  const openExternal = () => Promise.reject(new Error('No handler'))
  await expect(setUp({ openExternal }).handlers['browser.open']()).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('Open http://127.0.0.1:4848 in one yourself'),
  })
})

it('turns a browser away, and says when there is none', async () => {
  const { handlers } = setUp()
  await handlers['browser.remove']({ id: 'brw_1' })
  await expect(handlers['browser.remove']({ id: 'brw_2' })).rejects.toMatchObject({
    code: 'not_found',
  })
})
