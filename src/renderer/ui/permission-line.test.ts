import { describe, expect, it } from 'vitest'
import type { PermissionRequest } from '../../shared/engine-types'
import { permission } from '../store/fixtures'
import { describeAlways, describePermission, wantsOf } from './permission-line'

const DIRECTORY = '/code/app'
const line = (more: Partial<PermissionRequest>) =>
  describePermission(permission('per_1', 'ses_1', { metadata: {}, ...more }), DIRECTORY)

describe('what the agent wants leave for', () => {
  it('is the whole command, however long', () => {
    const command = `echo ${'x'.repeat(5_000)}\necho done`
    const asked = { permission: 'bash', patterns: ['echo *'], metadata: { command } }
    expect(line(asked)).toMatchObject({ wants: 'run a command', target: command, isCode: true })
  })

  it.each([
    ['of a repository', 'src/a.ts', 'src/a.ts'],
    ['without a repository, from the root of the disk', 'code/app/src/a.ts', 'src/a.ts'],
    ['in full', '/code/app/src/a.ts', 'src/a.ts'],
    ['of the folder itself', 'code/app', 'app'],
    ['elsewhere', '../other/b.ts', '../other/b.ts'],
    ['of a neighbour with a like name', 'code/apple/c.ts', 'code/apple/c.ts'],
  ])('is a path %s', (_, pattern, shown) => {
    for (const name of ['edit', 'read']) {
      expect(line({ permission: name, patterns: [pattern] }).names).toEqual([shown])
    }
  })

  it('is every file of a patch', () => {
    const metadata = { filepath: 'src/a.ts, src/b.ts', diff: '' }
    const asked = { permission: 'edit', patterns: ['src/a.ts', 'src/b.ts'], metadata }
    expect(line(asked).names).toEqual(['src/a.ts', 'src/b.ts'])
    const odd = { permission: 'edit', patterns: ['src/a.ts\nb.ts'], metadata: {} }
    expect(line(odd).names).toEqual(['src/a.ts\nb.ts'])
  })

  it('is the command, or the file, that goes outside of the project', () => {
    const permission = 'external_directory'
    const file = { filepath: '/tmp/x.txt', parentDir: '/tmp' }
    expect(line({ permission, patterns: ['/tmp/*'], metadata: file }).names).toEqual(['/tmp/x.txt'])
    const command = { command: 'ls /tmp', directories: ['/tmp'], patterns: ['/tmp/*'] }
    expect(line({ permission, patterns: ['/tmp/*'], metadata: command })).toMatchObject({
      target: 'ls /tmp',
      isCommand: true,
      names: ['/tmp/*'],
    })
    expect(line({ permission, patterns: ['/tmp/*'] }).names).toEqual(['/tmp/*'])
  })

  it('is a tool of somebody else by its name', () => {
    expect(line({ permission: 'github_create-issue', patterns: ['*'] })).toEqual({
      icon: 'tool',
      wants: 'use Github create issue',
      target: '',
      isCode: true,
      isCommand: false,
      names: [],
      details: '',
      diff: '',
    })
    expect(line({ permission: 'constructor', patterns: ['*'] }).wants).toBe('use Constructor')
  })

  it('takes no metadata of another form for a text', () => {
    const asked = { permission: 'bash', patterns: ['echo *'], metadata: { command: ['echo'] } }
    expect(line(asked)).toMatchObject({ target: '', names: ['echo *'] })
    expect(line({ permission: 'doom_loop', metadata: { tool: 7 } }).target).toBe('')
  })

  it('is what a tool of somebody else is called with, where that is known', () => {
    const asked = permission('per_1', 'ses_1', {
      permission: 'mail_send',
      patterns: ['*'],
      metadata: {},
    })
    expect(describePermission(asked, DIRECTORY, { to: 'a@b.c', lines: [1] }).details).toBe(
      'to: a@b.c\nlines:\n[\n  1\n]',
    )
  })

  it('is no longer by its depth, has no more lines than can be read, and what it is for is known without it', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(2_500)}${']'.repeat(2_500)}`)
    const metadata = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`a${at}`, deep]))
    const asked = permission('per_1', 'ses_1', { permission: 'mail_send', metadata })
    const { details } = describePermission(asked, DIRECTORY)
    expect(details.length).toBeLessThan(45 * 5_010)
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`a${at}`, at]))
    expect(describePermission({ ...asked, metadata: many }, DIRECTORY).details).toBe(
      JSON.stringify(many),
    )
    const unread = new Proxy({}, { ownKeys: () => expect.fail('it was read') })
    expect(wantsOf({ ...asked, metadata: unread })).toBe('use Mail send')
  })

  it('is where a search looks, what is repeated and what a sub-agent is told', () => {
    const grep = { pattern: 'x', path: '/etc', include: undefined }
    expect(line({ permission: 'grep', metadata: grep }).details).toBe('path: /etc')
    const loop = { tool: 'bash', input: { command: 'ls' } }
    expect(line({ permission: 'doom_loop', metadata: loop }).details).toContain('"command": "ls"')
    const task = permission('per_1', 'ses_1', { permission: 'task', metadata: {} })
    expect(describePermission(task, DIRECTORY, { prompt: 'Delete it' }).details).toBe(
      'prompt: Delete it',
    )
  })

  it('keeps every space and line of a command', () => {
    const command = '\n\n echo one \n'
    expect(line({ permission: 'bash', metadata: { command } }).target).toBe(command)
  })

  it('is the change itself, of files only', () => {
    expect(line({ permission: 'edit', metadata: { diff: '--- a' } }).diff).toBe('--- a')
    expect(line({ permission: 'edit', metadata: { diff: 7 } }).diff).toBe('')
    expect(line({ permission: 'bash', metadata: { diff: '--- a' } }).diff).toBe('')
  })
})

describe('what “Allow always” would cover', () => {
  const always = (permissionName: string, patterns: string[]) =>
    describeAlways(permission('per_1', 'ses_1', { permission: permissionName, always: patterns }))

  it('is said by the patterns', () => {
    expect(always('bash', ['git *', 'git *', 'ls'])).toEqual({ all: '', patterns: ['git *', 'ls'] })
  })

  it('is all of the kind', () => {
    expect(always('edit', ['*'])).toEqual({ all: 'all changes to files', patterns: [] })
    expect(always('github_issue', ['*'])?.all).toBe('all uses of Github issue')
  })

  it('is nothing when the engine names nothing', () => {
    expect(always('bash', [])).toBeUndefined()
  })
})
