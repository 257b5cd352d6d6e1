import { describe, expect, it } from 'vitest'
import { commandOptions, findTrigger, isNoName, mentionOptions, putIn } from './completion'

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
    expect(findTrigger('@src\tdone', 9)).toBeUndefined()
    expect(findTrigger('@src\ndone', 9)).toBeUndefined()
    expect(findTrigger('@ src', 5)).toBeUndefined()
    expect(findTrigger('/re', 3)).toEqual({ kind: 'command', query: 're', start: 0, end: 3 })
    expect(findTrigger('/review @a', 10)).toMatchObject({ kind: 'mention', query: 'a' })
    expect(findTrigger('say /re', 7)).toBeUndefined()
  })

  it('goes on behind a space, for file names have some, but not behind what is named already', () => {
    expect(findTrigger('see @my file', 12)).toEqual({
      kind: 'mention',
      query: 'my file',
      start: 4,
      end: 12,
    })
    expect(findTrigger('@a.ts and', 9, [{ value: '@a.ts' }])).toBeUndefined()
    expect(findTrigger('@a.tsx', 6, [{ value: '@a.ts' }])).toMatchObject({ query: 'a.tsx' })
    expect(findTrigger('@my file.txt ', 13, [{ value: '@my file.txt' }])).toBeUndefined()
    expect(findTrigger(`@${'a '.repeat(200)}`, 401)).toBeUndefined()
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

  it('are, behind a space, what holds the words as they stand', () => {
    const paths = ['My File.txt', 'myfile.txt', 'my/file']
    const ids = (query: string) =>
      mentionOptions(query, [agent('my file agent'), agent('myfile')], paths).map(({ id }) => id)
    expect(ids('my f')).toEqual(['agent-my file agent', 'file-My File.txt'])
    expect(ids('my file now')).toEqual([])
    expect(isNoName('my file', paths)).toBe(false)
    expect(isNoName('my file now', paths)).toBe(true)
    expect(isNoName('nothing', paths)).toBe(false)
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
