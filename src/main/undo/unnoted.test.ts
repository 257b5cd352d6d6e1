import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createUndoFixture } from './undo-fixture'

let project: ReturnType<typeof createUndoFixture>
beforeEach(() => {
  project = createUndoFixture()
  execFileSync('git', ['init', '-q', project.worktree])
})
afterEach(() => {
  const scratch = join(project.userData, 'undo-work')
  expect(existsSync(scratch) ? readdirSync(scratch) : []).toEqual([])
  project.remove()
})

/** All files but git's own. */
const visible = () =>
  Object.fromEntries(Object.entries(project.all()).filter(([name]) => !name.startsWith('.git/')))
const tool = (name: string) => ({
  type: 'tool',
  tool: name,
  state: { status: 'completed', input: {}, metadata: {} },
})
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    ({ message, details }) => ({ message, details }),
  )

describe('an undo of what the engine could not note', () => {
  it('is asked about, with git’s words, and then says that nothing is known', async () => {
    project.write('a.txt', 'a')
    const messageID = project.run(() => undefined)
    project.write('.gitattributes', '*.psd filter=gone\n')
    for (const [key, value] of [
      ['filter.gone.clean', 'no-such-program-of-git'],
      ['filter.gone.required', 'true'],
    ] as const) {
      project.config(key, value)
    }
    project.write('b.psd', 'b')
    expect(await refusal(project.undo(messageID))).toMatchObject({
      message: expect.stringMatching(/cannot note.*b\.psd.*clean filter 'gone' failed/),
      details: { reason: 'unseen', canForce: true },
    })
    expect(project.calls).not.toContain('session.revert')
    const { files } = await project.undo(messageID, true)
    expect(files).toMatchObject({ isChecked: false, restored: [] })
  })

  it.runIf(process.platform === 'linux')('is asked about for a name that is no text', async () => {
    const messageID = project.run(() => undefined)
    writeFileSync(Buffer.concat([Buffer.from(`${project.at('')}/caf`), Buffer.from([0xe9])]), '')
    expect(await refusal(project.undo(messageID))).toMatchObject({
      message: expect.stringContaining('caf\ufffd'),
      details: { reason: 'unseen' },
    })
  })

  it('asks about nothing where all can be noted, however large and ignored', async () => {
    project.write('.gitignore', 'out\n')
    const messageID = project.run(() => project.write('a.txt', 'a'))
    project.write('large', 'x'.repeat(3 * 1024 * 1024))
    project.write('out/x', 'x')
    project.write('new.txt', 'new')
    expect((await project.undo(messageID)).files).toMatchObject({
      isChecked: true,
      restored: ['a.txt'],
      unwatched: 0,
    })
  })

  it('counts commands and tools that ran without a snapshot', async () => {
    const messageID = project.run(() => undefined)
    project.say([tool('bash'), tool('read'), tool('write'), tool('server_do')])
    expect((await project.undo(messageID)).files).toMatchObject({ isChecked: true, unwatched: 2 })
  })
})

describe('a step', () => {
  it('is what its trees say where the engine listed other names, or none', async () => {
    for (const listed of [[], [project.at('z.txt')]]) {
      project.write('d/z.txt', 'z')
      project.write('d/old.txt', 'a name')
      const messageID = project.run(
        () => {
          project.write('d/z.txt', 'Z')
          renameSync(project.at('d/old.txt'), project.at('d/new.txt'))
        },
        { listed },
      )
      const { files } = await project.undo(messageID)
      expect(new Set(files.restored)).toEqual(new Set(['d/z.txt', 'd/old.txt', 'd/new.txt']))
      expect(visible()).toEqual({ 'd/z.txt': 'z', 'd/old.txt': 'a name' })
      await project.redo()
      expect(visible()).toEqual({ 'd/z.txt': 'Z', 'd/new.txt': 'a name' })
      rmSync(project.at('d'), { recursive: true })
    }
  })

  it('is nothing of what changed outside of the session’s folder', async () => {
    project.write('d/a.txt', 'a')
    project.session.directory = project.at('d')
    const messageID = project.run(
      () => {
        project.write('d/a.txt', 'A')
        project.write('other.txt', 'of another session')
      },
      { listed: [project.at('d/a.txt')] },
    )
    expect((await project.undo(messageID)).files.restored).toEqual(['d/a.txt'])
    expect(visible()).toEqual({ 'd/a.txt': 'a', 'other.txt': 'of another session' })
  })

  it('in which a file was taken out of sight is asked about, undone, and redone from the copy', async () => {
    project.write('.env', 'KEY=0')
    const messageID = project.run(() => {
      project.write('.gitignore', '.env')
      project.write('.env.example', 'KEY=0')
      project.write('.env', 'KEY=1')
      project.forget('.env')
    })
    const expected = { '.env': 'KEY=1', '.env.example': 'KEY=0', '.gitignore': '.env' }
    expect(await refusal(project.undo(messageID))).toMatchObject({
      details: { reason: 'unsure', files: ['.env'], canForce: true },
    })
    const { files } = await project.undo(messageID, true)
    expect(files.replaced).toEqual([])
    expect(visible()).toEqual({ '.env': 'KEY=0' })
    expect((await project.redo()).files.restored).toContain('.env')
    expect(visible()).toEqual(expected)
  })

  it('that made such a file and left it as it was is undone without a question', async () => {
    project.write('x.log', 'log')
    const messageID = project.run(() => {
      project.write('.gitignore', '*.log')
      project.forget('x.log')
    })
    await project.undo(messageID)
    expect(visible()).toEqual({ 'x.log': 'log' })
    await project.redo()
    expect(visible()).toEqual({ 'x.log': 'log', '.gitignore': '*.log' })
  })

  it('of which the engine says that it changed nothing is asked about what was written in its time', async () => {
    project.write('z.txt', 'z')
    project.write('mine.txt', 'mine')
    const startedAt = Date.now()
    const change = () => {
      project.write('z.txt', 'Z')
      project.write('new.txt', 'new')
    }
    const messageID = project.run(change, { unnoted: true, startedAt, tool: tool('bash') })
    await expect.poll(() => Date.now()).toBeGreaterThan(project.endOf(messageID) + 20)
    project.write('mine.txt', 'mine, later')
    expect(await refusal(project.undo(messageID))).toMatchObject({
      details: { reason: 'unsure', files: ['new.txt', 'z.txt'] },
    })
    const { files } = await project.undo(messageID, true)
    expect(files.removed).toEqual(['new.txt'])
    expect(visible()).toEqual({ 'z.txt': 'z', 'mine.txt': 'mine, later' })
  })

  it('is asked about where files are older than it: the tree before it was out of date', async () => {
    const run = (startedAt: number) => {
      project.write('z.txt', `z ${startedAt}`)
      return project.run(() => project.write('z.txt', 'of the person'), { startedAt })
    }
    expect(await refusal(project.undo(run(Date.now() + 60_000)))).toMatchObject({
      details: { reason: 'unsure', files: ['z.txt'] },
    })
    expect((await project.undo(run(Date.now()))).files.restored).toEqual(['z.txt'])
  })

  it('is not older for what was only ignored before it, which stays and is named', async () => {
    project.write('.gitignore', '.env')
    project.write('.env', 'mine')
    const show = () => project.write('.gitignore', '')
    const messageID = project.run(show, { startedAt: Date.now() + 60_000 })
    expect(await refusal(project.undo(messageID))).toMatchObject({
      details: { reason: 'unsure', files: ['.gitignore'] },
    })
    const { files } = await project.undo(messageID, true)
    expect(files.notCovered).toEqual(['.env'])
    expect(visible()).toEqual({ '.gitignore': '.env', '.env': 'mine' })
  })

  it('names what a person changed between two runs that are undone', async () => {
    project.write('a.txt', 'a')
    const first = project.run(() => project.write('a.txt', 'A'))
    project.write('a.txt', 'A, and by hand')
    project.run(() => project.write('a.txt', 'A, and by hand, and more'))
    expect((await project.undo(first)).files).toMatchObject({
      restored: ['a.txt'],
      replaced: ['a.txt'],
    })
  })

  it('is not older for files that keep their times when their folder is moved', async () => {
    project.write('src/a.txt', 'a')
    project.write('src2/deep/a.txt', 'another')
    const old = project.timeOf('src2/deep/a.txt')
    await expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(old + 2_100)
    const messageID = project.run(
      () => {
        rmSync(project.at('src'), { recursive: true })
        renameSync(project.at('src2'), project.at('src'))
      },
      { startedAt: Date.now() },
    )
    expect(project.timeOf('src/deep/a.txt')).toBe(old)
    await project.undo(messageID)
    expect(visible()).toEqual({ 'src/a.txt': 'a', 'src2/deep/a.txt': 'another' })
  })

  it('before which git could not write the tree is counted', async () => {
    const messageID = project.say([{ type: 'step-start', snapshot: '' }, tool('bash')])
    expect((await project.undo(messageID)).files).toMatchObject({ unwatched: 1 })
  })

  it('cannot be noted while a lock of a git that was ended is there', async () => {
    const messageID = project.run(() => project.write('a.txt', 'a'))
    const lock = join(project.gitDir, 'index.lock')
    writeFileSync(lock, '')
    const old = new Date(Date.now() - 3_600_000)
    utimesSync(lock, old, old)
    expect(await refusal(project.undo(messageID))).toMatchObject({
      message: expect.stringContaining(lock),
      details: { reason: 'unseen' },
    })
  })

  it('whose file git is told to overlook is named', async () => {
    project.write('a.txt', 'a')
    project.run(() => undefined)
    project.overlook('a.txt')
    const state = { status: 'completed', input: { filePath: 'a.txt' }, metadata: {} }
    const messageID = project.run(
      () => {
        project.write('a.txt', 'A')
        project.write('b.txt', 'B')
      },
      { tool: { type: 'tool', tool: 'write', state } },
    )
    expect((await project.undo(messageID)).files.notCovered).toEqual(['a.txt'])
  })
})

describe('a run in which the engine was ended', () => {
  it('is undone when a person says so, new files too, and what they hold is kept', async () => {
    project.write('a.txt', 'a')
    project.write('mine.txt', 'mine')
    const change = () => {
      project.write('a.txt', 'A')
      project.write('new.txt', 'new')
    }
    const messageID = project.run(change, { killed: true, tool: tool('bash') })
    project.write('mine.txt', 'mine, later')
    expect(await refusal(project.undo(messageID))).toMatchObject({
      details: { reason: 'unsure', files: ['a.txt', 'mine.txt', 'new.txt'], canForce: true },
    })
    expect(visible()).toMatchObject({ 'a.txt': 'A', 'mine.txt': 'mine, later' })

    const { files } = await project.undo(messageID, true)
    expect(visible()).toEqual({ 'a.txt': 'a', 'mine.txt': 'mine' })
    expect(new Set(files.kept?.files)).toEqual(new Set(['a.txt', 'mine.txt', 'new.txt']))
    await project.redo()
    expect(visible()).toEqual({ 'a.txt': 'A', 'mine.txt': 'mine, later', 'new.txt': 'new' })
  })

  it('counts up to the next run, and only where something ran that may write', async () => {
    project.write('a.txt', 'a')
    const first = project.run(() => project.write('a.txt', 'A'), {
      killed: true,
      tool: tool('bash'),
    })
    project.run(() => project.write('b.txt', 'B'))
    project.write('mine.txt', 'mine')
    expect(await refusal(project.undo(first))).toMatchObject({
      details: { reason: 'unsure', files: ['a.txt'] },
    })
    const idle = project.run(() => undefined, { killed: true, tool: tool('read') })
    expect((await project.undo(idle)).files).toMatchObject({ restored: [], unwatched: 0 })
  })
})
