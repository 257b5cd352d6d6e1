import { describe, expect, it } from 'vitest'
import { commandOptions, findTrigger, mentionOptions, putIn } from './completion'

const command = (name: string, description = '') => ({ name, description, hints: [], template: '' })
const agent = (name: string) => ({
  name,
  mode: 'subagent' as const,
  permission: [],
  options: {},
})

describe('what can be completed', () => {
  it('begins with its sign, at the beginning of a word', () => {
    expect(findTrigger('see @src', 8)).toEqual({ kind: 'mention', query: 'src', start: 4, end: 8 })
    expect(findTrigger('see @src/a.ts now', 8)).toMatchObject({ query: 'src', start: 4, end: 13 })
    expect(findTrigger('(@a', 3)).toMatchObject({ kind: 'mention', query: 'a' })
    expect(findTrigger('me@home', 7)).toBeUndefined()
    expect(findTrigger('@src done', 9)).toBeUndefined()
    expect(findTrigger('/re', 3)).toEqual({ kind: 'command', query: 're', start: 0, end: 3 })
    expect(findTrigger('/review @a', 10)).toMatchObject({ kind: 'mention', query: 'a' })
    expect(findTrigger('say /re', 7)).toBeUndefined()
  })

  it('is replaced as a whole, and the caret goes behind it', () => {
    const trigger = findTrigger('see @sr now', 7)
    expect(trigger && putIn('see @sr now', trigger, '@src/a.ts')).toEqual({
      text: 'see @src/a.ts now',
      caret: 14,
    })
    const last = findTrigger('@', 1)
    expect(last && putIn('@', last, '@a.ts')).toEqual({ text: '@a.ts ', caret: 6 })
  })
})

describe('options', () => {
  it('name agents that fit before files', () => {
    const ids = (query: string) =>
      mentionOptions(query, [agent('explore'), agent('general')], ['src/a.ts']).map(({ id }) => id)
    expect(ids('')).toEqual(['agent-explore', 'agent-general', 'file-src/a.ts'])
    expect(ids('expl')).toEqual(['agent-explore', 'file-src/a.ts'])
  })

  it('name commands by name and by what they do, best first', () => {
    const commands = [command('init', 'Describe the project'), command('review', 'Look at changes')]
    const ids = (query: string) => commandOptions(query, commands, []).map(({ id }) => id)
    expect(ids('')).toEqual(['command-init', 'command-review'])
    expect(ids('rev')).toEqual(['command-review'])
    expect(ids('changes')).toEqual(['command-review'])
    expect(ids('nothing')).toEqual([])
  })
})
