import { describe, expect, it } from 'vitest'
import { directToThisMachine } from './proxy'

const OURS = '127.0.0.1,localhost,::1,[::1]'
const both = (value: string) => ({ no_proxy: value, NO_PROXY: value })

describe('what keeps a proxy off this machine', () => {
  it('is nothing without a proxy', () => {
    expect(directToThisMachine({ NO_PROXY: 'example.org', HTTP_PROXY: '' })).toEqual({})
  })

  it.each(['HTTP_PROXY', 'https_proxy', 'ALL_PROXY'])('is said in both cases beside %s', (name) => {
    expect(directToThisMachine({ [name]: 'http://proxy:3128' })).toEqual(both(OURS))
  })

  it.each([
    [{ NO_PROXY: 'a.example' }, `a.example,${OURS}`],
    [{ no_proxy: 'b.example', NO_PROXY: 'a.example' }, `b.example,${OURS}`],
    [{ no_proxy: '', NO_PROXY: 'a.example' }, `a.example,${OURS}`],
    [{ no_proxy: ' a.example, b.example , ' }, `a.example, b.example,${OURS}`],
    [{ no_proxy: 'localhost, ::1' }, 'localhost, ::1,127.0.0.1,[::1]'],
    [{ no_proxy: OURS }, OURS],
    [{ NO_PROXY: ' * ' }, '*'],
  ])('keeps what is there: %j', (env, expected) => {
    expect(directToThisMachine({ HTTP_PROXY: 'http://proxy:3128', ...env })).toEqual(both(expected))
  })
})
