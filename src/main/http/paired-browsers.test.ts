import { once } from 'node:events'
import { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { PairedBrowsers } from './paired-browsers'

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
const connection = () => {
  const socket = new Socket()
  sockets.push(socket)
  return socket
}

function setUp() {
  let now = 1_000
  const browsers = new PairedBrowsers(() => now)
  const admits = (token: string) => browsers.admits(token, connection())
  return {
    browsers,
    admits,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a paired browser', () => {
  it('has a token of 256 bits of its own, and one of another launch is worth nothing', () => {
    const { browsers, admits } = setUp()
    const tokens = [browsers.add('Firefox on Linux'), browsers.add('Firefox on Linux')]
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/)
      expect(admits(token)).toBe(true)
      expect(setUp().admits(token)).toBe(false)
    }
    const [token = ''] = tokens
    for (const wrong of ['', `${token}x`, token.slice(1), token.toLowerCase(), 'undefined']) {
      expect([wrong, admits(wrong)]).toEqual([wrong, false])
    }
  })

  it('is told apart: by what it is, when it came, and when it last asked', () => {
    const { browsers, admits, pass } = setUp()
    const first = browsers.add('Firefox on Linux')
    pass(5)
    browsers.add('Edge on Windows')
    pass(5)
    admits(first)
    const id = expect.stringMatching(/^brw_[0-9a-f]{18}$/)
    expect(browsers.list()).toEqual([
      { id, name: 'Edge on Windows', pairedAt: 1_005, seenAt: 1_005, connected: false },
      { id, name: 'Firefox on Linux', pairedAt: 1_000, seenAt: 1_010, connected: true },
    ])
    expect(JSON.stringify(browsers.list())).not.toContain(first)
  })

  it('is turned away alone, with its connections', () => {
    const { browsers, admits } = setUp()
    const [away, stays] = [browsers.add('Firefox on Linux'), browsers.add('Edge on Windows')]
    const [ended, open] = [connection(), connection()]
    browsers.admits(away, ended)
    browsers.admits(stays, open)
    const id = browsers.list().at(-1)?.id ?? ''
    expect(browsers.remove(id)).toBe(true)
    expect([ended.destroyed, open.destroyed]).toEqual([true, false])
    expect([admits(away), admits(stays)]).toEqual([false, true])
    expect(browsers.remove(id)).toBe(false)
  })

  it('gives its place to the 33rd when it was away for longest and is not there', async () => {
    const { browsers, admits, pass } = setUp()
    const tokens = Array.from({ length: 32 }, () => {
      pass(1)
      return browsers.add('Firefox on Linux')
    })
    pass(1)
    const [first = '', second = '', third = '', ...others] = tokens
    admits(first)
    const gone = connection()
    browsers.admits(second, gone)
    pass(1)
    for (const token of [third, ...others]) browsers.admits(token, gone)
    gone.destroy()
    await once(gone, 'close')
    const next = browsers.add('Edge on Windows')
    expect(browsers.list()).toHaveLength(32)
    expect(admits(second)).toBe(false)
    for (const token of [first, third, ...others, next]) expect(admits(token)).toBe(true)
  })
})
