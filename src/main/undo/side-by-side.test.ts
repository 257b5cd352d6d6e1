import { expect, it } from 'vitest'
import { sideBySide } from './side-by-side'

it('work is done once for each item, and no more than sixteen at once', async () => {
  const done: number[] = []
  let underWay = 0
  let most = 0
  const items = Array.from({ length: 100 }, (_, index) => index)
  await sideBySide(items, async (item) => {
    underWay += 1
    most = Math.max(most, underWay)
    await Promise.resolve()
    underWay -= 1
    done.push(item)
  })
  expect(done.sort((one, other) => one - other)).toEqual(items)
  expect(most).toBe(16)
  await sideBySide([], () => Promise.reject(new Error('never')))
})

it('the first failure is told once what was under way has ended', async () => {
  let ended = 0
  const work = async (item: number) => {
    if (item === 0) throw new Error('first')
    await Promise.resolve()
    ended += 1
  }
  const items = Array.from({ length: 100 }, (_, index) => index)
  await expect(sideBySide(items, work)).rejects.toThrow('first')
  expect(ended).toBe(15)
})
