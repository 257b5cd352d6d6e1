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
      notes: ['The engine does not say what it is called with.'],
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

  const asked = (
    more: Partial<PermissionRequest>,
    input?: Record<string, unknown>,
    tool?: string,
  ) =>
    describePermission(
      permission('per_1', 'ses_1', { metadata: {}, ...more }),
      DIRECTORY,
      input,
      tool,
    )

  it('is where a command runs, and for how long, or that this is not known', () => {
    const bash = { permission: 'bash', metadata: { command: 'rm -rf *' } }
    const call = (workdir?: string) => ({ command: 'rm -rf *', workdir, description: 'clean' })
    expect(asked(bash, call('src'))).toMatchObject({ details: 'folder: src', notes: [] })
    expect(asked(bash, call('/'))).toMatchObject({ details: 'folder: /', notes: [] })
    expect(asked(bash, { ...call(), timeout: 600_000 }).details).toBe('timeout: 600000')
    for (const own of [undefined, '', '.', './', DIRECTORY]) {
      expect(asked(bash, call(own))).toMatchObject({ details: '', notes: [] })
    }
    expect(asked(bash).notes).toEqual(['The engine does not say in which folder it runs.'])
  })

  it('is what becomes of each file of a patch, by words that no name can pass for', () => {
    const files = [
      { type: 'move', filePath: '/code/app/note.sh', movePath: '/code/app/.git/hooks/pre-commit' },
      { type: 'delete', filePath: '/code/app/old.txt' },
      { type: 'add', filePath: '/code/app/to x' },
      { type: 'update', filePath: '/code/app/Removes y' },
      { type: 'link', filePath: '/elsewhere/z' },
    ]
    const patch = { permission: 'edit', patterns: ['note.sh'], metadata: { files, diff: '--- a' } }
    expect(asked(patch, {})).toMatchObject({
      names: [
        'Moves note.sh',
        'to .git/hooks/pre-commit',
        'Removes old.txt',
        'Writes anew to x',
        'Changes Removes y',
        'Does “link” to /elsewhere/z',
      ],
      notes: ['The engine does not say whether a file is there already, which would be replaced.'],
    })
    const plain = [{ type: 'update', filePath: '/code/app/note.sh' }]
    const change = { ...patch, metadata: { files: plain, diff: '--- a' } }
    expect(asked(change, {})).toMatchObject({ names: ['note.sh'], notes: [] })
  })

  it('is what a diff leaves out, or that there is none', () => {
    const edit = { permission: 'edit', patterns: ['a'], metadata: { diff: '--- a' } }
    const mark = /byte order mark/
    expect(asked(edit, { content: '\ufeff#!/bin/sh' }).notes[0]).toMatch(mark)
    expect(asked(edit, { patchText: '*** Add File: a\n+\ufeffx' }).notes[0]).toMatch(mark)
    expect(asked(edit, { content: '#!/bin/sh' }).notes).toEqual([])
    expect(asked({ ...edit, metadata: {} }, {}).notes).toEqual([
      'The engine does not say what would change.',
    ])
  })

  it('is all that is done outside of the project', () => {
    const file = { filepath: '/etc/x', parentDir: '/etc' }
    const outside = { permission: 'external_directory', patterns: ['/etc/*'], metadata: file }
    const write = { filePath: '/etc/x', content: 'all' }
    expect(asked(outside, write, 'write')).toMatchObject({
      names: ['/etc/x'],
      details: 'tool: write\nfilePath: /etc/x\ncontent: all',
      notes: [],
    })
    expect(asked(outside).notes).toEqual(['The engine does not say what is done there.'])
    const command = { ...outside, metadata: { command: 'ls', directories: ['/etc'] } }
    const call = { command: 'ls', workdir: '/etc', description: 'harmless' }
    expect(asked(command, call, 'bash')).toMatchObject({
      target: 'ls',
      isCommand: true,
      details: 'tool: bash\nworkdir: /etc',
    })
  })

  it('is what a tool is called with only where the call is its own', () => {
    const other = asked({ permission: 'mail_send', patterns: ['*'] }, { code: 'x' }, 'execute')
    expect(other).toMatchObject({
      details: 'tool: execute\ncode: x',
      notes: ['The engine does not say what it is called with.'],
    })
    expect(asked({ permission: 'mail_send' }, { to: 'a' }, 'mail_send')).toMatchObject({
      details: 'to: a',
      notes: [],
    })
  })

  it('is what was asked, whatever the call has under the same name', () => {
    const loop = { permission: 'doom_loop', metadata: { tool: 'a_b', input: { input: 'x', y: 1 } } }
    expect(asked(loop, { input: 'x', y: 1 }, 'a_b')).toMatchObject({ target: 'a_b' })
    expect(asked(loop, { input: 'x', y: 1 }, 'a_b').details).toContain('"y": 1')
    expect(asked({ permission: 'own', metadata: { to: 'a' } }, { to: 'b' }, 'own').details).toBe(
      'to: a\nto: b',
    )
  })

  it.each([
    ['task', { subagent_type: 'x' }, { prompt: 'Go', background: true, task_id: 't' }],
    ['websearch', { query: 'q', provider: 'exa' }, {}],
    ['webfetch', { url: 'https://a', timeout: 9 }, {}],
    ['lsp', { operation: 'hover', filePath: '/a' }, { query: 'q' }],
    ['todowrite', {}, { todos: 'Go' }],
    ['read', { server: 's', uri: 'u:x' }, {}],
  ])('is all that %s is given', (name, metadata, input) => {
    const { target, details, notes } = asked({ permission: name, metadata }, input, name)
    for (const value of Object.values({ ...metadata, ...input })) {
      expect(`${target}\n${details}`).toContain(String(value))
    }
    expect(notes).toEqual([])
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
