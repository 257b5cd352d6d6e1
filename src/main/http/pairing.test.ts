import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPairing } from './pairing'

function setUp() {
  let now = 1_000_000
  const pairing = createPairing(() => now)
  /** The error that refuses a code, or undefined when it lets a browser in. */
  const refusalOf = (code: string) => {
    try {
      pairing.redeem(code, 'Firefox on Linux')
      return undefined
    } catch (error) {
      return error as { code: string; message: string }
    }
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { pairing, refusalOf, pass, createCode: () => pairing.createCode().code }
}

describe('a code', () => {
  it('has 60 bits in three groups, and is another each time', () => {
    const { createCode } = setUp()
    const codes = Array.from({ length: 100 }, createCode)
    expect(new Set(codes).size).toBe(100)
    const group = '[0-9A-HJKMNP-TV-Z]{4}'
    for (const code of codes) expect(code).toMatch(new RegExp(`^${group}-${group}-${group}$`))
    // Each place takes each of the 32 letters, sooner or later.
    const letters = new Set(Array.from({ length: 300 }, createCode).join('').replaceAll('-', ''))
    expect(letters.size).toBe(32)
  })

  it('is good once, and says so when it is tried again', () => {
    const { createCode, refusalOf, pairing } = setUp()
    const code = createCode()
    expect(refusalOf(code)).toBeUndefined()
    expect(refusalOf(code)).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('used before'),
    })
    expect(pairing.browsers.list()).toHaveLength(1)
  })

  it('is good for two minutes', () => {
    const { pairing, refusalOf, pass, createCode } = setUp()
    const codes = [createCode(), createCode()]
    expect(pairing.createCode().expiresAt).toBe(1_120_000)
    pass(119_999)
    expect(refusalOf(codes[0] ?? '')).toBeUndefined()
    pass(1)
    for (const code of codes) {
      expect(refusalOf(code)).toMatchObject({
        code: 'unauthorized',
        message: expect.stringContaining('two minutes'),
      })
    }
  })

  it('leaves the others good, of which sixteen are kept', () => {
    const { refusalOf, createCode } = setUp()
    const [oldest = '', ...codes] = Array.from({ length: 17 }, createCode)
    for (const code of codes.reverse()) expect(refusalOf(code)).toBeUndefined()
    expect(refusalOf(oldest)).toMatchObject({ code: 'unauthorized' })
  })

  it('is taken as people type it', () => {
    for (const typed of [
      (code: string) => code.toLowerCase(),
      (code: string) => ` ${code.replaceAll('-', ' ')}\n`,
      (code: string) => code.replaceAll('-', ''),
      (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'l'),
      (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'I'),
    ]) {
      const { createCode, refusalOf } = setUp()
      expect(refusalOf(typed(createCode()))).toBeUndefined()
    }
  })

  it('that is nearly right is wrong', () => {
    const { createCode, refusalOf } = setUp()
    const code = createCode()
    for (const wrong of ['', code.slice(1), code.slice(0, -1), `${code}0`, `${code}${code}`]) {
      expect(refusalOf(wrong)).toMatchObject({ code: 'unauthorized' })
    }
    expect(refusalOf(code)).toBeUndefined()
  })

  it('is not what somebody makes up, however strange, and stays good meanwhile', () => {
    const { createCode, refusalOf } = setUp()
    const code = createCode()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (given) => {
        expect(refusalOf(given)).toMatchObject({ code: 'unauthorized' })
      }),
    )
    expect(refusalOf(code)).toBeUndefined()
  })
})

it('takes a good code after any number of wrong ones', () => {
  const { createCode, refusalOf } = setUp()
  const code = createCode()
  for (let index = 0; index < 1_000; index += 1) refusalOf(`wrong-${index}`)
  expect(refusalOf(code)).toBeUndefined()
  expect(refusalOf(createCode())).toBeUndefined()
})
