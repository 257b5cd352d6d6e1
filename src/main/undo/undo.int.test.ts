import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { checked } from '../testing/checked'
import { type RunningApp, runApp } from '../testing/running-app'
import { prompt } from '../testing/runs'
import { collect } from '../testing/sse'
import { changing, GitProjects, UndoClient } from './git-project-fixture'

// One engine for all: each test has a project of its own.
let running: RunningApp
let client: UndoClient
beforeAll(async () => {
  running = await runApp()
  client = new UndoClient(running)
})
afterAll(() => running?.end())

const projects = new GitProjects()
afterEach(() => projects.remove())

// Windows has none of the odder ones.
const NAMES = [
  '文件.txt',
  '說明 "a".md',
  'café ☕.txt',
  'plain.txt',
  'a"quote.txt',
  'back\\slash.txt',
  'tab\there.txt',
  'line\nbreak.txt',
  'bell\x07.txt',
  ' lead.txt',
  'trail.txt ',
  ' both ',
  ':colon.txt',
  ':(top)magic.txt',
  '[id].txt',
  'star*.txt',
  'quest?.txt',
  '-dash.txt',
  '!bang.txt',
  '#hash.txt',
  '~tilde.txt',
  '%25.txt',
  '$HOME.txt',
  'ünïcode/ "sub\t/文.txt',
  'deep/er/and deeper/file.txt',
  'e\u0301.txt',
  '\u202eexe.txt',
  '🎉',
]
const without = [
  'i.txt',
  'star-not.txt',
  'questX.txt',
  'lead.txt',
  'trail.txt',
  'both',
  'magic.txt',
]

test('files of any name are as they were after undo, and as the agent left them after redo', async () => {
  const before = (name: string) => `${name} before\n`
  const after = (name: string) => `${name} after\n`
  const created = (name: string) => `${name}.new`
  const removed = (name: string) => `${name}.old`
  const files: Record<string, string> = {}
  for (const name of NAMES) Object.assign(files, { [name]: before(name), [removed(name)]: 'old\n' })
  for (const name of without) files[name] = 'committed\n'
  const project = projects.make(files)
  // What the person has that is in no commit, next to what the agent changes.
  for (const name of without) project.write(name, 'of the person\n')
  const id = await client.createIn(project)
  await client.act(
    id,
    project,
    changing(
      Object.fromEntries(
        NAMES.flatMap((name) => [
          [name, after(name)],
          [created(name), 'new\n'],
          [removed(name), null],
        ]),
      ),
    ),
  )
  for (const name of without) project.write(name, 'of the person, later\n')
  const all = NAMES.flatMap((name) => [name, created(name), removed(name)])
  const asTheAgentLeftThem = project.readAll(all)
  expect(asTheAgentLeftThem['文件.txt']).toBe('文件.txt after\n')

  const outcome = await client.undone(id)
  expect(outcome.notRestored).toEqual([])
  expect(outcome.replaced).toEqual([])
  expect(project.readAll(all)).toEqual(
    Object.fromEntries(
      NAMES.flatMap((name) => [
        [name, before(name)],
        [created(name), undefined],
        [removed(name), 'old\n'],
      ]),
    ),
  )
  const untouched = Object.fromEntries(without.map((name) => [name, 'of the person, later\n']))
  expect(project.readAll(without)).toEqual(untouched)
  expect(new Set(outcome.restored)).toEqual(new Set(all))

  expect((await client.redone(id)).restored).toHaveLength(all.length)
  expect(project.readAll(all)).toEqual(asTheAgentLeftThem)
  expect(project.readAll(without)).toEqual(untouched)
})

test('redo asks about what changed since, and keeps all else and what it replaces', async () => {
  const project = projects.make({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'mine.txt': 'mine\n' })
  chmodSync(project.at('mine.txt'), 0o600)
  project.write('.gitignore', '*.log\n')
  const id = await client.createIn(project)
  await client.act(id, project, changing({ 'a.txt': 'A\n', 'b.txt': 'B\n', 'gone.txt': 'x\n' }))
  await client.act(id, project, changing({ 'gone.txt': null, 'late.txt': 'late\n' }))
  await client.undone(id)
  project.write('a.txt', 'written since\n')
  project.write('mine.txt', 'mine, later\n')
  project.write('more.txt', 'new\n')
  project.write('some.log', 'log\n')
  rmSync(project.at('.gitignore'))
  const { ino, mtimeMs } = statSync(project.at('mine.txt'))

  const refused = await client.post(id, '/unrevert')
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({
    code: 'conflict',
    details: { reason: 'changed', files: ['a.txt'], count: 1, canForce: true },
  })
  expect(project.readAll(['a.txt', 'b.txt', 'late.txt'])).toEqual({
    'a.txt': 'written since\n',
    'b.txt': 'b\n',
    'late.txt': undefined,
  })

  const outcome = await client.redone(id, true)
  expect(outcome.replaced).toEqual(['a.txt'])
  expect(
    project.readAll(['a.txt', 'b.txt', 'late.txt', 'gone.txt', 'more.txt', 'mine.txt']),
  ).toEqual({
    'a.txt': 'A\n',
    'b.txt': 'B\n',
    'late.txt': 'late\n',
    'gone.txt': undefined,
    'more.txt': 'new\n',
    'mine.txt': 'mine, later\n',
  })
  expect(existsSync(project.at('.gitignore'))).toBe(false)
  expect(statSync(project.at('mine.txt'))).toMatchObject({ ino, mtimeMs })

  const [copy, ...older] = await checked(
    'sessions.copies',
    await running.request(`/api/sessions/${id}/copies`),
  )
  expect(copy).toMatchObject({ cause: 'redo', worktree: project.root })
  expect(copy?.files).toContain('a.txt')
  expect(readFileSync(join(copy?.folder ?? '', 'a.txt'), 'utf8')).toBe('written since\n')
  expect(statSync(join(copy?.folder ?? '', 'a.txt')).mode & 0o777).toBe(0o600)
  expect(older.map(({ cause }) => cause)).toEqual(['undo'])

  const put = await checked(
    'sessions.restoreCopy',
    await client.post(id, `/copies/${copy?.id}/restore`, { files: ['a.txt'] }),
  )
  expect(put).toMatchObject({ restored: ['a.txt'], notRestored: [] })
  expect(project.read('a.txt')).toBe('written since\n')
  expect(readFileSync(join(put.kept?.folder ?? '', 'a.txt'), 'utf8')).toBe('A\n')
})

test('undoing further keeps what was written since in other files', async () => {
  const project = projects.make({ 'one.txt': '1\n', 'two.txt': '2\n', 'mine.txt': 'mine\n' })
  const id = await client.createIn(project)
  await client.act(id, project, changing({ 'one.txt': 'one\n' }))
  await client.act(id, project, changing({ 'two.txt': 'two\n' }))
  const [first, second] = await client.prompts(id)
  await client.undone(id, second)
  project.write('mine.txt', 'mine, later\n')
  project.write('two.txt', 'two, by the person\n')
  const outcome = await client.undone(id, first)
  expect(outcome.notRestored).toEqual([])
  const names = ['one.txt', 'two.txt', 'mine.txt']
  expect(project.readAll(names)).toEqual({
    'one.txt': '1\n',
    'two.txt': 'two, by the person\n',
    'mine.txt': 'mine, later\n',
  })
  expect((await client.post(id, '/unrevert')).status).toBe(409)
  await client.redone(id, true)
  expect(project.readAll(names)).toEqual({
    'one.txt': 'one\n',
    'two.txt': 'two\n',
    'mine.txt': 'mine, later\n',
  })
})

test('links, permissions and bytes come back; what stands in the way is not removed', async () => {
  const project = projects.make({
    'run.sh': '#!/bin/sh\n',
    'secret.env': 'k=1\n',
    'd/x.txt': 'x\n',
  })
  chmodSync(project.at('secret.env'), 0o600)
  symlinkSync('run.sh', project.at('link'))
  const bytes = Buffer.from([0, 255, 1, 13, 10, 0])
  writeFileSync(project.at('binary'), bytes)
  const id = await client.createIn(project)
  await client.act(
    id,
    project,
    `fs.chmodSync('run.sh', 0o755); fs.writeFileSync('secret.env', 'k=2\\n')
    fs.rmSync('link'); fs.writeFileSync('link', 'a file now')
    fs.writeFileSync('binary', Buffer.from([1, 2])); fs.rmSync('d', { recursive: true })
    fs.writeFileSync('d', 'a file now')`,
  )
  const outside = projects.folder('outside')

  // A folder with what the person put there.
  rmSync(project.at('link'))
  project.write('link/precious.txt', 'mine\n')
  const refused = await client.undo(id)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({
    details: { reason: 'blocked', files: ['link'], canForce: false },
  })
  expect(project.read('link/precious.txt')).toBe('mine\n')
  expect(project.read('d')).toBe('a file now')
  rmSync(project.at('link'), { recursive: true })

  expect((await client.undone(id)).notRestored).toEqual([])
  expect(readlinkSync(project.at('link'))).toBe('run.sh')
  expect(readFileSync(project.at('binary'))).toEqual(bytes)
  expect(statSync(project.at('run.sh')).mode & 0o111).toBe(0)
  expect(statSync(project.at('secret.env')).mode & 0o777).toBe(0o600)
  expect(project.read('d/x.txt')).toBe('x\n')

  // A folder that leads elsewhere.
  rmSync(project.at('d'), { recursive: true })
  writeFileSync(join(outside, 'x.txt'), 'elsewhere\n')
  symlinkSync(outside, project.at('d'))
  expect((await client.post(id, '/unrevert', { force: true })).status).toBe(200)
  expect(readFileSync(join(outside, 'x.txt'), 'utf8')).toBe('elsewhere\n')
  expect(project.read('d')).toBe('a file now')
})

test('a run whose snapshots are gone is not undone by removing its files', async () => {
  const project = projects.make({ 'a.txt': 'a\n', 'b.txt': 'b\n' })
  project.write('a.txt', 'a, in no commit\n')
  const id = await client.createIn(project)
  await client.act(id, project, changing({ 'a.txt': 'A\n', 'b.txt': 'B\n' }))
  await client.act(id, project, changing({ 'a.txt': 'AA\n' }))
  const data = join(running.folders.userData, 'demo/data/opencode/snapshot')
  const found = execFileSync('find', [data, '-name', 'HEAD', '-newer', project.at('.git/HEAD')])
  for (const head of found.toString().trim().split('\n')) {
    const gitDir = dirname(head)
    execFileSync('git', ['--git-dir', gitDir, 'gc', '-q', '--prune=now'])
  }
  const refused = await client.undo(id)
  expect(await refused.json()).toMatchObject({ details: { reason: 'gone', canForce: true } })
  expect(project.readAll(['a.txt', 'b.txt'])).toEqual({ 'a.txt': 'AA\n', 'b.txt': 'B\n' })
  const forced = await checked('sessions.revert', await client.undo(id, undefined, true))
  expect(forced.revert).toBeDefined()
  expect(forced.files.notCovered.length).toBeGreaterThan(0)
  expect(project.readAll(['a.txt', 'b.txt'])).toEqual({ 'a.txt': 'AA\n', 'b.txt': 'B\n' })
})

test('in a session of a sub-folder nothing outside of it, and nothing ignored, is lost', async () => {
  const project = projects.make({ '.gitignore': '.env\n', 'top.txt': 'top\n', 'sub/a.txt': 'a\n' })
  project.write('top.txt', 'top, in no commit\n')
  project.write('sub/.env', 'of the person\n')
  const id = await client.createIn({ root: project.at('sub') })
  const script = `fs.writeFileSync('a.txt', 'A'); fs.writeFileSync('.gitignore', '!.env'); fs.writeFileSync('new', '')`
  const frames = await collect(
    await prompt(running, id, `run node -e "const fs = require('node:fs'); ${script}"`),
  )
  expect(frames.at(-1)?.event).toBe('done')
  project.write('top.txt', 'top, later\n')
  const outcome = await client.undone(id)
  expect(outcome).toMatchObject({ notRestored: [], notCovered: ['sub/.env'] })
  const names = ['top.txt', 'sub/a.txt', 'sub/.env', 'sub/.gitignore', 'sub/new']
  expect(project.readAll(names)).toEqual({
    'top.txt': 'top, later\n',
    'sub/a.txt': 'a\n',
    'sub/.env': 'of the person\n',
    'sub/.gitignore': undefined,
    'sub/new': undefined,
  })
  project.write('top.txt', 'top, later still\n')
  await client.redone(id)
  expect(project.readAll(names)).toEqual({
    'top.txt': 'top, later still\n',
    'sub/a.txt': 'A',
    'sub/.env': 'of the person\n',
    'sub/.gitignore': '!.env',
    'sub/new': '',
  })
})
