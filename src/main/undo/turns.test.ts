import { expect, it } from 'vitest'
import { Turns } from './turns'

it('work for one key is done one at a time, in order, also after a failure', async () => {
  const turns = new Turns()
  const said: string[] = []
  const work =
    (name: string, fails = false) =>
    async () => {
      said.push(`${name} begins`)
      await Promise.resolve()
      said.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const first = turns.take('a', work('first', true))
  const second = turns.take('a', work('second'))
  const other = turns.take('b', work('other'))
  await expect(first).rejects.toThrow('first')
  expect(await second).toBe('second')
  expect(await other).toBe('other')
  const ofA = said.filter((line) => !line.startsWith('other'))
  expect(ofA).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
})
