import { describe, expect, it } from 'vitest'
import { createPairing } from './pairing'

function setUp() {
  let now = 1_000_000
  const pairing = createPairing(() => now)
  /** The code of the error that a code is refused with. */
  const refusalOf = (code: string) => {
    try {
      pairing.redeem(code)
      return undefined
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  const tryWrong = (times: number) =>
    Array.from({ length: times }, (_, index) => refusalOf(`wrong-${index}`))
  const pass = (ms: number) => {
    now += ms
  }
  return { pairing, refusalOf, tryWrong, pass }
}

const pairOf = (setCookie: string) => setCookie.split(';')[0] ?? ''

describe('a code', () => {
  it('has at least 128 bits, fits an address, and is another each time', () => {
    const { pairing } = setUp()
    const codes = Array.from({ length: 100 }, () => pairing.createCode())
    expect(new Set(codes).size).toBe(100)
    for (const code of codes) {
      expect(code).toMatch(/^[\w-]+$/)
      expect(Buffer.from(code, 'base64url').length).toBeGreaterThanOrEqual(16)
    }
  })

  it('is good once', () => {
    const { pairing, refusalOf } = setUp()
    const code = pairing.createCode()
    expect(refusalOf(code)).toBeUndefined()
    expect(refusalOf(code)).toBe('unauthorized')
  })

  it('is good for a minute', () => {
    const { pairing, refusalOf, pass } = setUp()
    const codes = [pairing.createCode(), pairing.createCode()]
    pass(59_999)
    expect(refusalOf(codes[0] ?? '')).toBeUndefined()
    pass(1)
    expect(refusalOf(codes[1] ?? '')).toBe('unauthorized')
  })

  it('leaves the others good', () => {
    const { pairing, refusalOf } = setUp()
    const [first, second, third] = [1, 2, 3].map(() => pairing.createCode())
    expect([second, first, third].map((code) => refusalOf(code ?? ''))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('that is nearly right is wrong', () => {
    const { pairing, refusalOf } = setUp()
    const code = pairing.createCode()
    for (const wrong of ['', code.slice(1), `${code}x`, ` ${code}`, code.toLowerCase()]) {
      expect(refusalOf(wrong)).toBe('unauthorized')
    }
    expect(refusalOf(code)).toBeUndefined()
  })
})

describe('wrong codes', () => {
  it('are nine: a good one is still taken, and the count begins again', () => {
    const { pairing, refusalOf, tryWrong } = setUp()
    for (let round = 0; round < 3; round += 1) {
      const code = pairing.createCode()
      tryWrong(9)
      expect(refusalOf(code)).toBeUndefined()
    }
  })

  it('are ten: for a minute none is taken and none is made, and what was pending is void', () => {
    const { pairing, refusalOf, tryWrong, pass } = setUp()
    const code = pairing.createCode()
    expect(tryWrong(10)).toEqual(Array(10).fill('unauthorized'))
    expect(refusalOf(code)).toBe('conflict')
    expect(() => pairing.createCode()).toThrow('Wait a minute')
    pass(59_999)
    expect(refusalOf(code)).toBe('conflict')
    pass(1)
    expect(refusalOf(code)).toBe('unauthorized')
    expect(refusalOf(pairing.createCode())).toBeUndefined()
  })

  it('leave the lock as long as it was, whatever is tried meanwhile', () => {
    const { refusalOf, tryWrong, pass } = setUp()
    tryWrong(10)
    pass(30_000)
    expect(tryWrong(30)).toEqual(Array(30).fill('conflict'))
    pass(30_000)
    expect(refusalOf('wrong')).toBe('unauthorized')
  })
})

describe('the cookie', () => {
  it('is for this page alone, out of the reach of scripts, and ends with the browser', () => {
    const { pairing } = setUp()
    const [pair, ...attributes] = pairing.redeem(pairing.createCode()).split('; ')
    expect(pair).toMatch(/^wheelhouse=[\w-]{43}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
  })

  it('is not the code, and another at each launch', () => {
    const pairings = [createPairing(), createPairing()]
    const given = pairings.map((pairing) => {
      const code = pairing.createCode()
      const cookie = pairing.redeem(code)
      expect(cookie).not.toContain(code)
      return pairOf(cookie)
    })
    expect(pairings[0]?.admits(given[0])).toBe(true)
    expect(pairings[1]?.admits(given[0])).toBe(false)
  })

  it('is found among others, of its own name too', () => {
    const { pairing } = setUp()
    const cookie = pairOf(pairing.redeem(pairing.createCode()))
    for (const header of [cookie, `a=1; ${cookie}`, `wheelhouse=old; ${cookie};b`, `${cookie}; `]) {
      expect([header, pairing.admits(header)]).toEqual([header, true])
    }
  })

  it('is nothing else', () => {
    const { pairing } = setUp()
    const cookie = pairOf(pairing.redeem(pairing.createCode()))
    const value = cookie.slice('wheelhouse='.length)
    const others = [
      undefined,
      '',
      'wheelhouse',
      'wheelhouse=',
      value,
      `${cookie}x`,
      cookie.slice(0, -1),
      `Wheelhouse=${value}`,
      `x-wheelhouse=${value}`,
      `a=${cookie}`,
      `wheelhouse="${value}"`,
    ]
    for (const header of others) expect([header, pairing.admits(header)]).toEqual([header, false])
  })
})
