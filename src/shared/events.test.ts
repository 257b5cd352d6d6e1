import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatEventId, parseEventId, StreamAckSchema } from './events'

describe('an event id', () => {
  it('is read back as it was written', () => {
    const epoch = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/)
    const seq = fc.integer({ min: 0, max: 999_999_999_999_999 })
    fc.assert(
      fc.property(epoch, seq, (epoch, seq) => {
        expect(parseEventId(formatEventId(epoch, seq))).toEqual({ epoch, seq })
      }),
    )
  })

  it('of event 0 is read: it means from the beginning', () => {
    expect(parseEventId('a1b2-0')).toEqual({ epoch: 'a1b2', seq: 0 })
  })

  it.each([
    '',
    '-',
    '7',
    'a1b2',
    'a1b2-',
    '-7',
    'a1b2-x',
    'a1b2-7.5',
    'a1b2--7',
    'a1b2-7-8',
    'a 1-7',
    'a1b2-7\n',
    ' a1b2-7',
    `${'a'.repeat(33)}-7`,
    'a1b2-1234567890123456',
  ])('is not %j', (id) => {
    expect(parseEventId(id)).toBeUndefined()
  })

  it('never has a number that is not exact', () => {
    const { seq } = parseEventId(`a-${'9'.repeat(15)}`) ?? {}
    expect(Number.isSafeInteger(seq)).toBe(true)
  })
})

describe('an acknowledgement', () => {
  it('is a whole number from 0 on', () => {
    expect(StreamAckSchema.safeParse({ ack: 0 }).success).toBe(true)
    expect(StreamAckSchema.safeParse({ ack: 12 }).success).toBe(true)
  })

  it.each([
    undefined,
    null,
    7,
    'ack',
    {},
    { ack: -1 },
    { ack: 1.5 },
    { ack: Number.NaN },
    { ack: Number.POSITIVE_INFINITY },
    { ack: '7' },
    { ack: 7, more: true },
  ])('is not %j', (data) => {
    expect(StreamAckSchema.safeParse(data).success).toBe(false)
  })
})
