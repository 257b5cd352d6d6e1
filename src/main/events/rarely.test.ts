import { expect, it } from 'vitest'
import { rarely } from './rarely'

it('lets each thing through at its 1st, 10th, 100th time', () => {
  const said: string[] = []
  const say = rarely<string>((what, detail, count) => said.push(`${what} ${detail} ${count}`))
  say('other', 'once')
  for (let n = 1; n <= 250; n += 1) say('flood', `at ${n}`)
  expect(said).toEqual(['other once 1', 'flood at 1 1', 'flood at 10 10', 'flood at 100 100'])
})
