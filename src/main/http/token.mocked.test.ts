import { expect, it, vi } from 'vitest'
import { hideFromLogs } from '../logging'
import { createToken } from './token'

vi.mock('../logging', () => ({ hideFromLogs: vi.fn() }))

it('makes a new token each time when none is given', () => {
  const tokens = [createToken(undefined), createToken(undefined), createToken('')]
  expect(new Set(tokens).size).toBe(3)
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

it('hides it from the logs, whoever made it', () => {
  for (const token of [createToken(undefined), createToken('0123456789abcdef')]) {
    expect(hideFromLogs).toHaveBeenCalledWith(token)
  }
})

it('takes the one that is given', () => {
  expect(createToken('0123456789abcdef')).toBe('0123456789abcdef')
})

it('takes every character of a bearer token', () => {
  const given = 'AZaz09-._~+/0123=='
  expect(createToken(given)).toBe(given)
})

for (const given of [
  'too-short',
  'a'.repeat(513),
  'with a space in it',
  'ümlaut-ümlaut-ümlaut',
  'with-a-"quote"-in-it',
  'with-a-\\backslash-in-it',
  'with=an-equals-sign-in-it',
  'with-a-line-break-at-its-end\n',
]) {
  it(`refuses "${given.slice(0, 24)}" without repeating it`, () => {
    expect(() => createToken(given)).toThrow(/^WHEELHOUSE_TOKEN must be 16 to 512/)
  })
}
