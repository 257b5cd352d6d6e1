import { readdirSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createUndoFixture } from './undo-fixture'

let project: ReturnType<typeof createUndoFixture>
beforeEach(() => {
  project = createUndoFixture()
})
afterEach(() => {
  expect(readdirSync(project.userData)).not.toContain('present')
  project.remove()
})

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
    expect(project.all()).toMatchObject({ 'a.txt': 'A', 'mine.txt': 'mine, later' })

    const { files } = await project.undo(messageID, true)
    expect(project.all()).toEqual({ 'a.txt': 'a', 'mine.txt': 'mine' })
    expect(new Set(files.kept?.files)).toEqual(new Set(['a.txt', 'mine.txt', 'new.txt']))
    await project.redo()
    expect(project.all()).toEqual({ 'a.txt': 'A', 'mine.txt': 'mine, later', 'new.txt': 'new' })
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
