import { describe, expect, it } from 'vitest'
import type { Session } from '../../../shared/engine-types'
import type { Command } from '../commands/command'
import { type PaletteItem, paletteGroups } from './palette-items'

const command = (id: string, title: string, more: Partial<Command> = {}): Command => ({
  id,
  title,
  group: 'Sessions',
  run: () => undefined,
  ...more,
})
const session = (id: string, title: string) => ({ id, title, time: { updated: 0 } }) as Session

const COMMANDS = [
  command('b', 'Show keyboard shortcuts', { group: 'Help', words: 'keybindings' }),
  command('a', 'Rename session'),
  command('c', 'Delete session'),
]
const SESSIONS = Array.from({ length: 2_000 }, (_, at) => session(`s${at}`, `Task number ${at}`))

const groups = (query: string, recent: string[] = []) =>
  paletteGroups(query, { commands: COMMANDS, recent, sessions: SESSIONS })
const ids = (items: readonly PaletteItem[] | undefined) => items?.map(({ value }) => value)

describe('the palette', () => {
  it('offers what was run last, few sessions, then all commands by group', () => {
    const all = groups('', ['c', 'gone'])
    expect(all.map(({ value }) => value)).toEqual(['Recent', 'Latest sessions', 'Sessions', 'Help'])
    expect(all.map(({ items }) => ids(items))).toEqual([
      ['c'],
      ['s0', 's1', 's2', 's3', 's4'],
      ['a'],
      ['b'],
    ])
  })

  it('marks what was typed in what it finds', () => {
    const [found] = groups('renam')
    expect(found?.items[0]?.title).toEqual([
      { text: 'Renam', isMatch: true },
      { text: 'e session', isMatch: false },
    ])
  })

  it('finds a command by its other words, after those found by their title', () => {
    expect(ids(groups('keybind')[0]?.items)).toEqual(['b'])
    expect(groups('keybind')[0]?.items[0]?.title).toEqual([
      { text: 'Show keyboard shortcuts', isMatch: false },
    ])
  })

  it('puts first what matches best, and shows few of two thousand sessions', () => {
    const [first, second] = groups('task number 1999')
    expect(first?.value).toBe('Sessions')
    expect(first?.items[0]?.value).toBe('s1999')
    expect(second).toBeUndefined()
    expect(groups('task')[0]?.items.length).toBe(20)
  })

  it('says nothing for what matches nothing', () => {
    expect(groups('qqqq')).toEqual([])
  })
})
