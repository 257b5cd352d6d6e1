import { describe, expect, it } from 'vitest'
import { savedIn } from '../store/saved'
import { memoryStorage } from '../store/saved-fixture'
import { createDoor } from './browser'
import { BrowserToken } from './browser-token'
import { UNPAIRED } from './http'

const REFUSAL = 'This code was used before.'
const CODE = 'K7QF-M2M9-XT4R'

interface Asked {
  path: string
  body: unknown
  authorization: string | null
  credentials: string | undefined
}

/** A browser with an address and a storage, and a listener that knows codes and tokens. */
function setUp({ hash = '', saved = {} as Record<string, string>, known = [] as string[] } = {}) {
  const codes = new Set([CODE])
  const tokens = new Set(known)
  const asked: Asked[] = []
  const addresses: unknown[] = []
  const page = new EventTarget()
  const token = new BrowserToken(
    savedIn(() => memoryStorage(saved)),
    page as Window,
  )
  const refuse = (error: string) => Response.json({ error, code: 'unauthorized' }, { status: 401 })
  const door = createDoor({
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
    token,
    onUnpaired: () => undefined,
    fetch: async (path, { body, headers, credentials }) => {
      const authorization = new Headers(headers).get('authorization')
      const { code } = body ? JSON.parse(String(body)) : {}
      asked.push({ path, body: code, authorization, credentials })
      if (path !== '/api/pair') {
        return tokens.has(authorization?.slice(7) ?? '') ? Response.json({}) : refuse('No token.')
      }
      if (!codes.delete(code)) return refuse(REFUSAL)
      const given = `token-of-${code}`
      tokens.add(given)
      return Response.json({ token: given })
    },
  })
  const paths = () => asked.map(({ path, body }) => (body === undefined ? path : [path, body]))
  return { door, token, asked, paths, addresses, saved, tokens, page }
}

describe('a page that opens in a browser', () => {
  it('exchanges the code of its address, which it takes out of there before all else', async () => {
    const { door, asked, paths, addresses, saved } = setUp({ hash: `#pair=${CODE}` })
    expect(addresses).toEqual(['/'])
    await door.connect()
    expect(paths()).toEqual([['/api/pair', CODE], '/api/engine/status'])
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      null,
      `Bearer token-of-${CODE}`,
    ])
    expect(saved).toEqual({ 'wheelhouse.browser-token': `"token-of-${CODE}"` })
  })

  it('sends no cookie, whatever another server of this machine has set', async () => {
    const { door, asked } = setUp({ hash: `#pair=${CODE}` })
    await door.connect()
    expect(new Set(asked.map(({ credentials }) => credentials))).toEqual(new Set(['omit']))
  })

  it('needs no code when it was let in before, nor minds a used one', async () => {
    const before = { saved: { 'wheelhouse.browser-token': '"old"' }, known: ['old'] }
    const without = setUp(before)
    await without.door.connect()
    expect(without.paths()).toEqual(['/api/engine/status'])
    expect(without.addresses).toEqual([])
    const used = setUp({ ...before, hash: '#pair=used' })
    await used.door.connect()
    expect(used.token.get()).toBe('old')
  })

  it.each([
    ['without a code', '', UNPAIRED],
    ['with something else in its address', '#pair=', UNPAIRED],
    ['with a code that is refused', '#pair=used', REFUSAL],
  ])('says what to do %s, and its address is clean', async (_, hash, message) => {
    const { door, addresses } = setUp({ hash })
    await expect(door.connect()).rejects.toMatchObject({ code: 'unauthorized', message })
    expect(addresses).toEqual(hash === '' ? [] : ['/'])
  })

  it('tries the code of its address once', async () => {
    const { door, paths } = setUp({ hash: '#pair=used' })
    await door.connect().catch(() => undefined)
    await door.connect().catch(() => undefined)
    expect(paths()).toEqual([['/api/pair', 'used'], '/api/engine/status', '/api/engine/status'])
  })

  it('forgets a token that is worth nothing', async () => {
    const { door, token, saved } = setUp({ saved: { 'wheelhouse.browser-token': '"void"' } })
    await expect(door.connect()).rejects.toMatchObject({ code: 'unauthorized' })
    expect(token.get()).toBeUndefined()
    expect(saved).toEqual({})
  })

  it.each(['{"a":1}', '"two\\nlines"', '""', 'nonsense', '7'])(
    'sends nothing of a storage that holds %s',
    async (value) => {
      const { door, asked } = setUp({ saved: { 'wheelhouse.browser-token': value } })
      await expect(door.connect()).rejects.toMatchObject({ code: 'unauthorized' })
      expect(asked.map(({ authorization }) => authorization)).toEqual([null])
    },
  )
})

describe('a code that a person enters', () => {
  it.each([CODE, ` ${CODE}\n`, `http://127.0.0.1:4848/#pair=${CODE}`, `#pair=${CODE} `])(
    'lets the page in: %j',
    async (text) => {
      const { door, token } = setUp()
      await expect(door.connect()).rejects.toMatchObject({ message: UNPAIRED })
      await door.enter(text)
      await door.connect()
      expect(token.get()).toBe(`token-of-${CODE}`)
    },
  )

  it('that is wrong leaves the token that there is', async () => {
    const { door, token } = setUp({
      saved: { 'wheelhouse.browser-token': '"old"' },
      known: ['old'],
    })
    await expect(door.enter('wrong')).rejects.toMatchObject({ message: REFUSAL })
    expect(token.get()).toBe('old')
    await door.connect()
  })
})
