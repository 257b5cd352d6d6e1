import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withSnapshotSettings } from './git-environment'

const settings = (entries: readonly (readonly [string, string])[], count = `${entries.length}`) =>
  Object.fromEntries([
    ['GIT_CONFIG_COUNT', count],
    ...entries.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]) as Record<string, string>

/** Asks git itself for one setting. */
const askGit = (env: Record<string, string>, key: string) =>
  execFileSync('git', ['config', '--get', key], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
    encoding: 'utf8',
  }).trim()

describe('what snapshots need of git', () => {
  it.each([
    ['nothing', {}],
    ['an empty count', { GIT_CONFIG_COUNT: '' }],
    ['a count that is no number', { GIT_CONFIG_COUNT: 'many' }],
    ['a negative count', { GIT_CONFIG_COUNT: '-1' }],
    ['a count without end', settings([['user.name', 'Ann']], '99999999999999999999')],
    ['settings of their own', settings([['user.name', 'Ann']])],
    ['a quotepath of their own', settings([['core.quotePath', 'true']])],
    [
      'other wishes',
      settings([
        ['core.quotepath', 'off'],
        ['add.ignoreErrors', 'false'],
      ]),
    ],
    ['more settings than there are', settings([['user.name', 'Ann']], '3')],
  ])('is had with %s in the environment', (_, env) => {
    const all = { ...env, ...withSnapshotSettings(env) }
    expect(askGit(all, 'core.quotepath')).toMatch(/^(?:false|off)$/)
    expect(askGit(all, 'add.ignoreErrors')).toBe('true')
    if ('GIT_CONFIG_KEY_0' in env && env.GIT_CONFIG_KEY_0 === 'user.name') {
      expect(askGit(all, 'user.name')).toBe('Ann')
    }
  })

  it('needs nothing where it is set already', () => {
    const both = [
      ['core.quotepath', 'off'],
      ['diff.relative', 'no'],
      ['add.ignoreerrors', 'yes'],
    ] as const
    expect(withSnapshotSettings(settings(both))).toEqual({})
    const twice = withSnapshotSettings({})
    expect(withSnapshotSettings(twice)).toEqual({})
  })

  it('keeps every whole setting of the person', () => {
    const entry = fc.tuple(fc.stringMatching(/^[a-z]{1,8}\.[a-z]{1,8}$/), fc.string())
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const env = settings(entries)
        const added = withSnapshotSettings(env)
        for (const name of Object.keys(added)) {
          expect(name === 'GIT_CONFIG_COUNT' || !(name in env)).toBe(true)
        }
        const all = { ...env, ...added }
        const count = Number(all.GIT_CONFIG_COUNT)
        expect(count).toBeGreaterThanOrEqual(entries.length)
        const keys = Array.from({ length: count }, (_, index) => all[`GIT_CONFIG_KEY_${index}`])
        expect(keys).toEqual(
          expect.arrayContaining(['core.quotepath', 'diff.relative', 'add.ignoreErrors']),
        )
      }),
    )
  })
})
