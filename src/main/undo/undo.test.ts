import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import { listedName, repoPathOf } from './repo-path'
import { createUndoFixture } from './undo-fixture'

type Fixture = ReturnType<typeof createUndoFixture>

let made: Fixture[] = []
const fixture = (options?: Parameters<typeof createUndoFixture>[0]) => {
  const one = createUndoFixture(options)
  made.push(one)
  return one
}
let project: Fixture
beforeEach(() => {
  project = fixture()
})
afterEach(() => {
  for (const one of made) one.remove()
  made = []
})

/** All files but git's own. */
const visible = (one: Fixture) =>
  Object.fromEntries(Object.entries(one.all()).filter(([name]) => !name.startsWith('.git/')))

const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(AppError)
  return { ...error, message: error.message } as AppError & { details: object }
}

const SCRAPS = [
  'a',
  'b',
  ' ',
  '"',
  '\\',
  '\t',
  '\n',
  ':',
  '*',
  '[a]',
  '?',
  'é',
  '文',
  '#',
  '-',
  '/',
  '.',
]
const anyName = fc
  .array(fc.constantFrom(...SCRAPS), { minLength: 1, maxLength: 4 })
  .map((scraps) => scraps.join(''))
  // These the engine takes for something outside: refused.
  .filter((name) => !/^[ \t\n]*\.\.(?:\/|[ \t\n]*$)/.test(name))
  .filter((name) => name.split('/').every((part) => part !== '' && !/^\.+$/.test(part)))
// Of two names none leads through the other.
const names = (minLength: number) =>
  fc
    .uniqueArray(anyName, { minLength, maxLength: 10 })
    .map((all) => all.filter((one) => !all.some((other) => other.startsWith(`${one}/`))))
const change = fc.constantFrom('modify', 'create', 'remove', 'link', 'none')

describe('undo and redo', () => {
  it('bring back each file whatever its name, and touch no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        names(2),
        fc.array(change, { minLength: 10, maxLength: 10 }),
        async (all, how) => {
          const one = createUndoFixture()
          const listed = all.map((name) => listedName('/', repoPathOf(name)).slice(1))
          // Through a link that it takes for a folder the engine would go: that is refused.
          const isWay = (name: string) => listed.some((it) => it.startsWith(`${name}/`))
          const doing = all.map((name, index) => {
            const what = how[index] ?? 'none'
            return [name, what === 'link' && isWay(name) ? 'modify' : what] as const
          })
          for (const [name, what] of doing) if (what !== 'create') one.write(name, `${name} before`)
          const before = one.all()
          const messageID = one.run(() => {
            for (const [name, what] of doing) {
              if (what === 'remove' || what === 'link') rmSync(one.at(name))
              if (what === 'link') symlinkSync('nowhere', one.at(name))
              if (what === 'modify' || what === 'create') one.write(name, `${name} after`)
            }
          })
          // What the person writes since, in a file that the run did not touch.
          const mine = doing.filter(([, what]) => what === 'none').map(([name]) => name)
          for (const name of mine) one.write(name, `${name} later`)
          const later = Object.fromEntries(
            mine.map((name) => [name, Buffer.from(`${name} later`).toString('latin1')]),
          )
          const after = one.all()
          const { files } = await one.undo(messageID)
          expect(files).toMatchObject({ notRestored: [], replaced: [] })
          expect(one.all()).toEqual({ ...before, ...later })
          await one.redo()
          expect(one.all()).toEqual(after)
          one.remove()
        },
      ),
      { numRuns: 6 },
    )
  })

  it('keep what the person wrote where the engine takes a file for the whole tree', async () => {
    project.write(' .', '0')
    project.write('mine', 'mine')
    const messageID = project.run(() => project.write(' .', '1'))
    project.write('mine', 'mine, later')
    await project.undo(messageID)
    expect(project.all()).toEqual({ ' .': '0', mine: 'mine, later' })
  })

  it('leave a folder alone whose name the engine takes for that of a changed file', async () => {
    project.write('both/mine', 'mine')
    project.write(' both', '0')
    project.write('c', 'c')
    const messageID = project.run(() => {
      project.write(' both', '1')
      project.write('c', 'C')
    })
    project.write('both/mine', 'mine, later')
    await project.undo(messageID)
    expect(project.all()).toEqual({ ' both': '0', 'both/mine': 'mine, later', c: 'c' })
  })

  it('tell of what was changed after the agent, replace it, and keep it', async () => {
    project.write('a.txt', 'a')
    const messageID = project.run(() => project.write('a.txt', 'A'))
    project.write('a.txt', 'A, and more')
    const { files } = await project.undo(messageID)
    expect(files.replaced).toEqual(['a.txt'])
    expect(project.all()).toEqual({ 'a.txt': 'a' })
    expect(readFileSync(join(files.kept?.folder ?? '', 'a.txt'), 'utf8')).toBe('A, and more')
    // The tree at the undo is what redo brings back, with the person's words in it.
    await project.redo()
    expect(project.all()).toEqual({ 'a.txt': 'A, and more' })
  })

  it('undo a step that was cut short, back to what was before the first', async () => {
    project.write('a.txt', '0')
    const messageID = project.run(() => project.write('a.txt', '1'), { cutShort: true })
    project.run(() => {
      project.write('a.txt', '0')
      project.write(' b "c".txt', 'new')
    })
    expect((await project.undo(messageID)).files.notRestored).toEqual([])
    expect(project.all()).toEqual({ 'a.txt': '0' })
  })

  it('remove nothing that was only ignored before the run', async () => {
    execFileSync('git', ['init', '-q', project.worktree])
    project.write('.gitignore', '.env\n')
    project.write('.env', 'of the person')
    const messageID = project.run(() => {
      project.write('.gitignore', '')
      project.write('new.txt', 'new')
    })
    const { files } = await project.undo(messageID)
    expect(files.notCovered).toEqual(['.env'])
    expect(visible(project)).toEqual({ '.env': 'of the person', '.gitignore': '.env\n' })
    await project.redo()
    expect(visible(project)).toEqual({
      '.env': 'of the person',
      '.gitignore': '',
      'new.txt': 'new',
    })
  })

  it('redo what the run made and then ignored', async () => {
    execFileSync('git', ['init', '-q', project.worktree])
    const messageID = project.run(() => project.write('a.log', 'log'))
    project.run(() => {
      project.write('.gitignore', '*.log')
      project.forget('a.log')
    })
    await project.undo(messageID)
    expect(visible(project)).toEqual({})
    await project.redo()
    expect(visible(project)).toEqual({ '.gitignore': '*.log', 'a.log': 'log' })
  })

  it('redo over what is as the agent left it without a question', async () => {
    project.write('a.txt', '0')
    const messageID = project.run(() => project.write('a.txt', '1'))
    await project.undo(messageID)
    project.write('a.txt', '1')
    expect((await project.redo()).files.replaced).toEqual([])
  })

  it('redo a removal again, and ask before what was written there since goes', async () => {
    project.write('a.txt', '0')
    const messageID = project.run(() => rmSync(project.at('a.txt')))
    await project.undo(messageID)
    project.write('a.txt', 'mine')
    expect(await refusalOf(project.redo())).toMatchObject({
      code: 'conflict',
      details: { reason: 'changed', files: ['a.txt'], canForce: true },
    })
    expect(project.all()).toEqual({ 'a.txt': 'mine' })
    await project.redo(true)
    expect(project.all()).toEqual({})
    const [copy] = await project.copies()
    await project.putBack(copy?.id ?? '')
    expect(project.all()).toEqual({ 'a.txt': 'mine' })
  })

  it('touch only what was undone where the engine’s own redo replaces all', async () => {
    const older = fixture({ canShow: false })
    for (const one of [project, older]) {
      one.write('a.txt', 'a')
      one.write('mine.txt', 'mine')
      one.write('gone.txt', 'gone')
      const messageID = one.run(() => one.write('a.txt', 'A'))
      await one.undo(messageID)
      one.write('mine.txt', 'mine, later')
      rmSync(one.at('gone.txt'))
      await one.redo()
      expect(one.session.revert).toBeUndefined()
      expect(one.all()).toEqual({ 'a.txt': 'A', 'mine.txt': 'mine, later' })
    }
    expect(project.calls).not.toContain('session.unrevert')
    expect(older.calls).toContain('session.unrevert')
  })

  it('are done in turn for one tree of files', async () => {
    project.write('a.txt', 'a')
    const first = project.run(() => project.write('a.txt', 'A'))
    const second = project.run(() => project.write('b "b".txt', 'B'))
    await Promise.all([
      project.undo(second),
      project.undo(first),
      project.redo(),
      project.undo(first),
    ])
    expect(project.all()).toEqual({ 'a.txt': 'a' })
    await Promise.all([project.redo(), project.redo()])
    expect(project.all()).toEqual({ 'a.txt': 'A', 'b "b".txt': 'B' })
  })

  it('give permissions back that git does not know', async () => {
    project.write('secret', '1')
    chmodSync(project.at('secret'), 0o600)
    const messageID = project.run(() => chmodSync(project.at('secret'), 0o755))
    chmodSync(project.at('secret'), 0o700)
    await project.undo(messageID)
    expect(statSync(project.at('secret')).mode & 0o777).toBe(0o600)
  })
})

describe('an undo that cannot be done', () => {
  it('changes and keeps nothing while the session is at work', async () => {
    const messageID = project.run(() => project.write('a.txt', 'A'))
    project.statuses[project.session.id] = { type: 'busy' }
    expect((await refusalOf(project.undo(messageID))).code).toBe('conflict')
    expect(project.calls).not.toContain('session.revert')
    expect(await project.copies()).toEqual([])
  })

  it('asks nothing of a session in a folder whose name the engine misreads', async () => {
    const messageID = project.run(() => project.write('a.txt', 'A'))
    project.session.directory = `${project.worktree}/%2e%2e`
    for (const work of [project.undo(messageID, true), project.redo(true)]) {
      expect((await refusalOf(work)).code).toBe('invalid_input')
    }
    expect(new Set(project.calls)).toEqual(new Set(['session.get']))
  })

  it('leaves all as it was when the engine fails', async () => {
    const messageID = project.run(() => project.write('a.txt', 'A'))
    project.fail(new AppError('engine_error', 'No.'))
    await expect(project.undo(messageID)).rejects.toThrow()
    expect(project.all()).toEqual({ 'a.txt': 'A' })
    expect(await project.copies()).toEqual([])
  })

  it('follows no link out of the project, whoever made it', async () => {
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-outside-')))
    writeFileSync(join(outside, 'x'), 'theirs')
    const first = project.run(() => project.write('d/x', 'new'))
    project.run(() => {
      rmSync(project.at('d'), { recursive: true })
      symlinkSync(outside, project.at('d'))
    })
    expect(await refusalOf(project.undo(first))).toMatchObject({
      details: { reason: 'blocked', files: ['d'], canForce: false },
    })
    expect(readFileSync(join(outside, 'x'), 'utf8')).toBe('theirs')
    rmSync(outside, { recursive: true })
  })

  it('goes nowhere outside, to which the engine takes a name', async () => {
    project.write(' ../x', '0')
    const messageID = project.run(() => project.write(' ../x', '1'))
    writeFileSync(join(project.worktree, '../x'), 'theirs')
    expect(await refusalOf(project.undo(messageID))).toMatchObject({
      details: { reason: 'blocked', canForce: false },
    })
    expect(readFileSync(join(project.worktree, '../x'), 'utf8')).toBe('theirs')
  })

  it('removes no folder that stands where a file was', async () => {
    project.write('a', 'a')
    const messageID = project.run(() => project.write('a', 'A'))
    rmSync(project.at('a'))
    project.write('a/mine', 'mine')
    expect(await refusalOf(project.undo(messageID))).toMatchObject({
      details: { reason: 'blocked', files: ['a'] },
    })
    expect(project.all()).toEqual({ 'a/mine': 'mine' })
    // An empty one is nothing to git.
    rmSync(project.at('a/mine'))
    mkdirSync(project.at('a/b'))
    await project.undo(messageID)
    expect(project.all()).toEqual({ a: 'a' })
  })

  it('says what it leaves because the engine no longer knows it', async () => {
    project.write('a.txt', 'a')
    const messageID = project.run(() => project.write('a.txt', 'A'))
    rmSync(join(project.gitDir, 'objects'), { recursive: true })
    mkdirSync(join(project.gitDir, 'objects'))
    expect(await refusalOf(project.undo(messageID))).toMatchObject({
      details: { reason: 'gone', files: ['a.txt'], canForce: true },
    })
    expect((await project.undo(messageID, true)).files.notCovered).toEqual(['a.txt'])
    expect(project.all()).toEqual({ 'a.txt': 'A' })
  })

  it.each([
    ['a file', 'old.txt', 'new.txt'],
    ['a file into a folder', 'old.txt', 'd/new.txt'],
    ['a file of another case', 'a.txt', 'A.txt'],
  ])('brings back %s that was renamed', async (_, from, to) => {
    project.write(from, 'the same, line by line\n')
    const messageID = project.run(() => {
      project.write(to, 'the same, line by line\n')
      rmSync(project.at(from))
    })
    const { files } = await project.undo(messageID)
    expect(project.all()).toEqual({ [from]: 'the same, line by line\n' })
    expect(new Set(files.restored)).toEqual(new Set([from, to]))
    await project.redo()
    expect(project.all()).toEqual({ [to]: 'the same, line by line\n' })
  })

  it('brings back a folder that was renamed', async () => {
    const texts = Array.from({ length: 40 }, (_, at) => [`src/f${at}`, `text ${at}\n`] as const)
    for (const [name, text] of texts) project.write(name, text)
    const before = project.all()
    const messageID = project.run(() => renameSync(project.at('src'), project.at('lib')))
    await project.undo(messageID)
    expect(project.all()).toEqual(before)
  })

  it('names files that tools wrote and that no snapshot has', async () => {
    project.write('.gitignore', '*.log')
    const tool = {
      type: 'tool',
      tool: 'write',
      state: { status: 'completed', input: { filePath: 'x.log' }, metadata: {} },
    }
    const messageID = project.run(() => project.write('x.log', 'log'), { tool })
    expect((await project.undo(messageID)).files.notCovered).toEqual(['x.log'])
    expect(existsSync(project.at('x.log'))).toBe(true)
  })
})

describe('an engine whose files are out of reach', () => {
  const away = () => {
    const one = fixture({ attached: true })
    one.write('a.txt', 'a')
    return { ...one, hide: () => rmSync(one.gitDir, { recursive: true }) }
  }

  it('is asked to redo only when somebody insists', async () => {
    const one = away()
    const messageID = one.run(() => one.write('a.txt', 'A'))
    const { files } = await one.undo(messageID)
    expect(files.isChecked).toBe(true)
    one.session.revert = { ...one.session.revert, messageID, snapshot: '0'.repeat(40) }
    expect(await refusalOf(one.redo())).toMatchObject({
      details: { reason: 'unseen', canForce: true },
    })
  })

  it('is asked to undo names that it gets wrong only when somebody insists', async () => {
    const one = away()
    const messageID = one.run(() => one.write('é.txt', 'A'))
    one.hide()
    expect(await refusalOf(one.undo(messageID))).toMatchObject({
      details: { reason: 'unseen', canForce: true },
    })
    expect(one.calls).not.toContain('session.revert')
  })
})
