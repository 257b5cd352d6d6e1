import { describe, expect, it } from 'vitest'
import { MessageIdSchema } from '../../shared/engine-types'
import { createMessageId } from './message-id'

const NOW = Date.UTC(2026, 10, 22, 10)
const sorted = (ids: string[]) => [...ids].sort()

describe('a message id', () => {
  it('has the engine’s form: twelve hex digits and fourteen of base62', () => {
    expect(createMessageId(NOW)).toMatch(/^msg_[0-9a-f]{12}[0-9A-Za-z]{14}$/)
  })

  it('passes our own check', () => {
    expect(MessageIdSchema.safeParse(createMessageId()).success).toBe(true)
  })

  it('carries the time as the engine does: ms × 4096, the low 48 bits', () => {
    const hex = createMessageId(NOW).slice(4, 16)
    const expected = (BigInt(NOW) * 4096n) % 2n ** 48n
    expect(BigInt(`0x${hex}`) / 4096n).toBe(expected / 4096n)
  })

  it('ascends within one millisecond', () => {
    const ids = Array.from({ length: 1_000 }, () => createMessageId(NOW + 1))
    expect(ids).toEqual(sorted(ids))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('ascends from one millisecond to the next', () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => createMessageId(NOW + 2 + i))
    expect(ids).toEqual(sorted(ids))
  })

  it('ascends when both happen', () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => createMessageId(NOW + 2_000 + (i >> 3)))
    expect(ids).toEqual(sorted(ids))
  })

  it('keeps its zeros in front', () => {
    expect(createMessageId(1)).toMatch(/^msg_000000001001/)
  })
})
