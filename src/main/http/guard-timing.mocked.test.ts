import * as crypto from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { startFixture, TOKEN } from './fixture'

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>()
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) }
})

it('compares whatever comes as a token in constant time, in one length', async () => {
  const fixture = await startFixture()
  try {
    const given = [
      undefined,
      '',
      'x',
      TOKEN.slice(0, -1),
      `${TOKEN}x`,
      'x'.repeat(TOKEN.length),
      'x'.repeat(10_000),
      TOKEN,
    ]
    const compare = vi.mocked(crypto.timingSafeEqual)
    for (const token of given) {
      compare.mockClear()
      const authorization = token === undefined ? undefined : `Bearer ${token}`
      const { status } = await fixture.ask('/api/sessions', { headers: { authorization } })
      expect(status).toBe(token === TOKEN ? 200 : 401)
      expect(compare).toHaveBeenCalled()
      for (const sides of compare.mock.calls) {
        expect(sides.map((side) => side.byteLength)).toEqual([32, 32])
      }
    }
  } finally {
    await fixture.server.close()
  }
})
