import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { Followed } from './followed'

let followed: Followed<string>
beforeEach(() => {
  followed = new Followed()
})

const all = () => Object.fromEntries(followed.entries())
const found = (values: Record<string, string>) => new Map(Object.entries(values))

describe('what is followed', () => {
  it('is what events said last', () => {
    followed.set('a', '/1', 'x')
    followed.set('b', '/1', 'x')
    followed.set('a', '/2', 'y')
    followed.delete('b')
    expect(all()).toEqual({ a: 'y' })
    expect([followed.size, followed.get('a'), followed.get('b')]).toEqual([1, 'y', undefined])
    expect([followed.holds('/1'), followed.holds('/2')]).toEqual([false, true])
  })

  it('can be dropped by what it is', () => {
    followed.set('a', '/1', 'x')
    followed.set('b', '/1', 'y')
    followed.deleteWhere((value) => value === 'x')
    expect(all()).toEqual({ b: 'y' })
  })
})

describe('a reading', () => {
  it('replaces what is held of its directory, and nothing else', () => {
    followed.set('a', '/1', 'x')
    followed.set('b', '/1', 'x')
    followed.set('c', '/2', 'x')
    expect(followed.read('/1').apply(found({ b: 'y', d: 'y' }))).toBe(true)
    expect(all()).toEqual({ b: 'y', c: 'x', d: 'y' })
  })

  it('is news also when it only ends something', () => {
    followed.set('a', '/1', 'x')
    expect(followed.read('/1').apply(found({}))).toBe(true)
  })

  it('says when it brought nothing new', () => {
    followed.set('a', '/1', 'x')
    expect(followed.read('/1').apply(found({ a: 'x' }))).toBe(false)
  })

  it('gives way to events that came since it began', () => {
    followed.set('a', '/1', 'old')
    followed.set('b', '/1', 'old')
    const reading = followed.read('/1')
    followed.set('a', '/1', 'new')
    followed.delete('b')
    followed.delete('c')
    reading.apply(found({ b: 'old', c: 'old' }))
    expect(all()).toEqual({ a: 'new' })
  })

  it('does not give way to events that came before', () => {
    followed.set('a', '/1', 'old')
    followed.read('/1').apply(found({}))
    expect(all()).toEqual({})
  })

  it('that gets no answer leaves what was held, and is over', () => {
    followed.set('a', '/1', 'old')
    const reading = followed.read('/1')
    reading.drop()
    expect(reading.apply(found({ b: 'late' }))).toBe(false)
    expect(all()).toEqual({ a: 'old' })
  })

  it.each([
    ['applied', 'apply'],
    ['dropped', 'drop'],
  ] as const)('that was overtaken changes nothing when it is %s', (_how, end) => {
    const older = followed.read('/1')
    const newer = followed.read('/1')
    followed.set('a', '/1', 'new')
    expect(older[end](found({ a: 'old', b: 'old' })) ?? false).toBe(false)
    expect(all()).toEqual({ a: 'new' })
    newer.apply(found({ a: 'old', c: 'x' }))
    expect(all()).toEqual({ a: 'new', c: 'x' })
  })

  it('changes nothing once all was cleared', () => {
    const reading = followed.read('/1')
    followed.clear()
    expect(reading.apply(found({ a: 'x' }))).toBe(false)
    expect(all()).toEqual({})
  })

  it('of one directory does not end that of another', () => {
    const one = followed.read('/1')
    const two = followed.read('/2')
    followed.set('a', '/1', 'x')
    one.apply(found({ a: 'old' }))
    two.apply(found({ a: 'old', b: 'x' }))
    expect(all()).toEqual({ a: 'x', b: 'x' })
  })
})

/**
 * The engine changes what it holds; events tell of it, later but in order. It reads an answer at
 * one moment, which arrives at another. Whatever the order: once all has arrived, we hold the same.
 */
it('holds what the engine holds, whatever the order of events and answers', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('change'), id: fc.constantFrom('a', 'b', 'c'), to: fc.nat(3) }),
    fc.record({ do: fc.constantFrom('hear', 'ask', 'answer', 'arrive', 'fail') }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const mine = new Followed<number>()
      const engine = new Map<string, number>()
      const told: (() => void)[] = []
      let reading: ReturnType<typeof mine.read> | undefined
      let answer: Map<string, number> | undefined
      const end = () => {
        reading = answer = undefined
      }
      for (const { do: what, ...change } of steps) {
        if ('id' in change) {
          const { id, to } = change
          if (to > 0) engine.set(id, to)
          else engine.delete(id)
          told.push(() => (to > 0 ? mine.set(id, '/', to) : mine.delete(id)))
        } else if (what === 'hear') told.shift()?.()
        else if (what === 'ask') {
          reading = mine.read('/')
          answer = undefined
        } else if (what === 'answer' && reading) answer ??= new Map(engine)
        else if (what === 'arrive' && reading && answer) {
          reading.apply(answer)
          end()
        } else if (what === 'fail') {
          reading?.drop()
          end()
        }
      }
      while (told.length > 0) told.shift()?.()
      if (reading && answer) reading.apply(answer)
      expect(new Map(mine.entries())).toEqual(engine)
    }),
    { numRuns: 2_000 },
  )
})
