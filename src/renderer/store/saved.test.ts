import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'

describe('what is saved', () => {
  it('is read as it was written, whatever it is', () => {
    const storage = memoryStorage()
    const saved = savedIn(() => storage)
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (key, value) => {
        saved.write(key, value)
        expect(saved.read(key)).toEqual(
          value === null ? undefined : JSON.parse(JSON.stringify(value)),
        )
      }),
    )
  })

  it('is taken away by nothing', () => {
    const values = { a: '1' }
    savedIn(() => memoryStorage(values)).write('a', undefined)
    expect(values).toEqual({})
  })

  it.each(['', '{', 'null', '7', '"text"'])('has no fields when it is %j', (text) => {
    expect(savedIn(() => memoryStorage({ a: text })).readFields('a')).toEqual({})
  })

  it('is nothing where the storage is blocked, and writing is told to be in vain', () => {
    const onLost = vi.fn()
    const blocked = savedIn(() => {
      throw new DOMException('blocked', 'SecurityError')
    }, onLost)
    expect(blocked.read('a')).toBeUndefined()
    expect(blocked.readFields('a')).toEqual({})
    expect(onLost).not.toHaveBeenCalled()
    blocked.write('a', 1)
    expect(onLost).toHaveBeenCalledOnce()
  })

  it('is not written when the storage is full', () => {
    const onLost = vi.fn()
    savedIn(() => memoryStorage(Object.freeze({})), onLost).write('a', 1)
    expect(onLost).toHaveBeenCalledOnce()
  })
})
