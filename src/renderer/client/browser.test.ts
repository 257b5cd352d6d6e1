import { describe, expect, it } from 'vitest'
import { connectBrowser } from './browser'
import { UNPAIRED } from './http'

const REFUSAL = 'This link was used before.'

/** A browser with an address, and a listener. */
function setUp(options: { hash?: string; takesCode?: boolean; hasCookie?: boolean }) {
  const { hash = '', takesCode = false } = options
  let { hasCookie = false } = options
  const asked: [path: string, body: unknown][] = []
  const addresses: unknown[] = []
  const refuse = (error: string) => Response.json({ error, code: 'unauthorized' }, { status: 401 })
  const connecting = connectBrowser({
    page: {
      location: { hash, pathname: '/' } as Location,
      history: {
        replaceState: (_state: unknown, _title: string, address: unknown) => {
          addresses.push(address)
        },
      } as History,
    },
    document: {
      visibilityState: 'visible',
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
    onUnpaired: () => undefined,
    fetch: async (path, { body }) => {
      asked.push([path, body && JSON.parse(String(body))])
      if (path !== '/api/pair') return hasCookie ? Response.json({}) : refuse('No token.')
      if (!takesCode) return refuse(REFUSAL)
      hasCookie = true
      return new Response(null, { status: 204 })
    },
  })
  return { connecting, asked, addresses }
}

describe('a page that opens in a browser', () => {
  it('exchanges the code of its address, and takes it out of there', async () => {
    const { connecting, asked, addresses } = setUp({ hash: '#pair=a-Code_1', takesCode: true })
    expect(addresses).toEqual(['/'])
    await connecting
    expect(asked).toEqual([
      ['/api/pair', { code: 'a-Code_1' }],
      ['/api/engine/status', undefined],
    ])
  })

  it('needs no code when it was let in before, nor minds a used one', async () => {
    const without = setUp({ hasCookie: true })
    await without.connecting
    expect(without.asked).toEqual([['/api/engine/status', undefined]])
    expect(without.addresses).toEqual([])
    await setUp({ hash: '#pair=used', hasCookie: true }).connecting
  })

  it.each([
    ['without a code', '', UNPAIRED],
    ['with something else in its address', '#pair=', UNPAIRED],
    ['with a code that is refused', '#pair=used', REFUSAL],
  ])('says what to do %s', async (_, hash, message) => {
    const { connecting } = setUp({ hash })
    await expect(connecting).rejects.toMatchObject({ code: 'unauthorized', message })
  })
})
