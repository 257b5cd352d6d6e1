import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../shared/errors'
import { type Flags, parseFlags } from './flags'

const CWD = resolve('/work/here')
const NONE: Flags = {
  project: undefined,
  userData: undefined,
  port: undefined,
  headless: false,
  demo: false,
}
const parse = (...argv: string[]) => parseFlags(argv, CWD)
const failureOf = (...argv: string[]): AppError => {
  try {
    parse(...argv)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('the flags were accepted')
}

describe('the command line', () => {
  it('may be empty', () => {
    expect(parse()).toEqual(NONE)
  })

  it('takes all flags in any order', () => {
    const argv = ['--demo', '--port', '4848', '--project', '/p', '--user-data-dir', '/u']
    expect(parse(...argv, '--headless')).toEqual({
      project: resolve('/p'),
      userData: resolve('/u'),
      port: 4848,
      headless: true,
      demo: true,
    })
  })

  it('takes a value after a space or after an equals sign', () => {
    expect(parse('--project=/p', '--port=1')).toEqual(parse('--project', '/p', '--port', '1'))
  })

  it('makes relative folders absolute, from where the person is', () => {
    const { project, userData } = parse('--project', 'a/../b', '--user-data-dir=.')
    expect([project, userData]).toEqual([resolve(CWD, 'b'), CWD])
  })

  it('keeps spaces and equals signs in a folder’s name', () => {
    expect(parse('--project=/a b=c').project).toBe(resolve('/a b=c'))
    expect(parse('--project', '/a b=c').project).toBe(resolve('/a b=c'))
  })

  it('lets the last of two win', () => {
    expect(parse('--port', '1', '--port', '2').port).toBe(2)
  })

  it.each([
    ['.', 'out/main/index.js'],
    ['--remote-debugging-port=9222'],
    ['--remote-debugging-port', '9222'],
    ['--no-sandbox', '--disable-gpu', '--lang=de'],
    ['--enable-features=A,B', '--inspect'],
    ['-psn_0_12345'],
    ['wheelhouse://session/ses_1'],
    ['--', '--project', '/elsewhere'],
    ['--__proto__=x', '--constructor', '--toString=1'],
  ])('passes over what is not ours: %s', (...argv) => {
    expect(parse(...argv)).toEqual(NONE)
  })

  it('finds our flags between those of Chromium', () => {
    const { port, demo } = parse('--no-sandbox', '--port', '7', '--lang=de', '--demo')
    expect([port, demo]).toEqual([7, true])
  })
})

describe('a flag without its value', () => {
  it.each(['--project', '--user-data-dir', '--port'])('is refused at the end: %s', (flag) => {
    const { code, message } = failureOf('--demo', flag)
    expect(code).toBe('invalid_input')
    expect(message).toMatch(new RegExp(`^${flag} needs a value, as in ${flag} \\w+\\.$`))
  })

  it.each(['--project', '--user-data-dir', '--port'])('is refused when empty: %s', (flag) => {
    expect(failureOf(`${flag}=`).message).toContain(`${flag} needs a value`)
    expect(failureOf(flag, '').message).toContain(`${flag} needs a value`)
  })

  it('does not swallow the flag that follows', () => {
    expect(failureOf('--project', '--headless').message).toContain('--project needs a value')
  })
})

describe('the port', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['4848', 4848],
    ['65535', 65_535],
  ])('may be %s', (text, port) => {
    expect(parse('--port', text).port).toBe(port)
  })

  it.each(['abc', '65536', '99999', '123456', '-1', '1.5', '0x10', '1e3', ' 80', '80 ', '８０'])(
    'may not be %j',
    (text) => {
      const { code, message } = failureOf(`--port=${text}`)
      expect(code).toBe('invalid_input')
      expect(message).toContain(`"${text}"`)
    },
  )
})
