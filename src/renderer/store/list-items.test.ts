import { describe, expect, it } from 'vitest'
import { session } from './fixtures'
import { dayNames, type GroupOptions, groupSessions, type ListItem } from './list-items'

const DAY = 86_400_000
const TODAY = new Date(2026, 10, 22).getTime()

const group = (options: Partial<GroupOptions>) =>
  groupSessions({
    sessions: [],
    children: new Map(),
    order: [],
    nameOf: (directory) => directory,
    isFolded: () => false,
    isOpened: () => false,
    timeOf: ({ time }) => time.updated,
    today: TODAY,
    ...options,
  })

/** What the list shows, a line for each head and each row, as a person would read it out. */
const lines = (items: readonly ListItem[]) =>
  items.flatMap(({ project, group, row }) => [
    ...(project ? [`# ${project.name}${project.isFolded ? ` (${project.count})` : ''}`] : []),
    ...(group ? [`## ${group}`] : []),
    ...(row ? [`${'  '.repeat(row.depth)}${row.session.id}`] : []),
  ])

describe('days', () => {
  it.each([
    [TODAY + 1, 'Today'],
    [TODAY, 'Today'],
    [TODAY - 1, 'Yesterday'],
    [TODAY - DAY, 'Yesterday'],
    [TODAY - DAY - 1, 'Previous 7 days'],
    [TODAY - 7 * DAY, 'Previous 7 days'],
    [TODAY - 7 * DAY - 1, 'November'],
    [new Date(2026, 0, 1).getTime(), 'January'],
    [new Date(2025, 11, 31).getTime(), 'December 2025'],
  ])('%i is in %s', (time, name) => {
    expect(dayNames(TODAY)(time)).toBe(name)
  })
})

describe('the items of the list', () => {
  it('are by day alone while there is one project', () => {
    const sessions = [
      session('ses_old', TODAY - 30 * DAY),
      session('ses_new', TODAY + 2),
      session('ses_mid', TODAY + 1),
    ]
    expect(lines(group({ sessions }))).toEqual([
      '## Today',
      'ses_new',
      'ses_mid',
      '## October',
      'ses_old',
    ])
  })

  it('are by project, in the order given, then by day; what is folded is its head alone', () => {
    const at = (id: string, updated: number, directory: string) =>
      session(id, updated, { directory })
    const sessions = [
      at('ses_1', TODAY + 3, '/a'),
      at('ses_2', TODAY + 2, '/b'),
      at('ses_3', TODAY - 1, '/b'),
      at('ses_4', TODAY + 1, '/c'),
      at('ses_5', TODAY + 1, '/c'),
    ]
    const isFolded = (directory: string) => directory === '/c'
    expect(lines(group({ sessions, order: ['/b'], isFolded }))).toEqual([
      '# /b',
      '## Today',
      'ses_2',
      '## Yesterday',
      'ses_3',
      '# /a',
      '## Today',
      'ses_1',
      '# /c (2)',
    ])
  })

  it('have sub-agents under their parent, once that is opened, at any depth', () => {
    const child = (id: string, parentID: string) => session(id, TODAY, { parentID })
    const sessions = [session('ses_1', TODAY + 1), session('ses_2', TODAY)]
    const children = new Map([
      ['ses_1', [child('ses_a', 'ses_1'), child('ses_b', 'ses_1')]],
      ['ses_a', [child('ses_c', 'ses_a')]],
    ])
    const opened = new Set(['ses_1', 'ses_a'])
    const isOpened = (id: string) => opened.has(id)
    expect(lines(group({ sessions, children }))).toEqual(['## Today', 'ses_1', 'ses_2'])
    expect(lines(group({ sessions, children, isOpened }))).toEqual([
      '## Today',
      'ses_1',
      '  ses_a',
      '    ses_c',
      '  ses_b',
      'ses_2',
    ])
  })

  it('end, whatever the engine says of parents', () => {
    const sessions = [session('ses_1', TODAY)]
    const loop = session('ses_1', TODAY, { parentID: 'ses_1' })
    const children = new Map([['ses_1', [loop]]])
    expect(lines(group({ sessions, children, isOpened: () => true }))).toHaveLength(3)
  })

  it('keep the place that a session is given, and its day, whatever it did since', () => {
    const sessions = [session('ses_1', TODAY + 9), session('ses_2', TODAY + 1)]
    const timeOf = ({ id }: { id: string }) => (id === 'ses_1' ? TODAY - 1 : TODAY)
    expect(lines(group({ sessions, timeOf }))).toEqual([
      '## Today',
      'ses_2',
      '## Yesterday',
      'ses_1',
    ])
  })
})
