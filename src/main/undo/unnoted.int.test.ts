import { execFileSync } from 'node:child_process'
import { chmodSync, statSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RunningApp, runApp } from '../testing/running-app'
import { changing, GitProjects, UndoClient } from './git-project-fixture'

let running: RunningApp
let client: UndoClient
beforeAll(async () => {
  running = await runApp()
  client = new UndoClient(running)
})
afterAll(() => running?.end())
const projects = new GitProjects()
afterEach(() => projects.remove())

test('a repository without a commit in the project keeps nothing from undo', async () => {
  const project = projects.make({ 'a.txt': 'a\n' })
  const id = await client.createIn(project)
  project.write('sub/f', 'f')
  execFileSync('git', ['init', '-q', project.at('sub')])
  await client.act(id, project, changing({ 'a.txt': 'A\n', 'sub/f': 'F' }))
  project.write('mine.txt', 'mine\n')
  expect(await client.undone(id)).toMatchObject({ isChecked: true, restored: ['a.txt'] })
  expect(project.readAll(['a.txt', 'sub/f', 'mine.txt'])).toEqual({
    'a.txt': 'a\n',
    'sub/f': 'F',
    'mine.txt': 'mine\n',
  })
  await client.redone(id)
  expect(project.read('a.txt')).toBe('A\n')
})

test('what git cannot add is named, and undo waits for a word', async () => {
  const project = projects.make({
    'a.txt': 'a\n',
    '.gitattributes': '*.u16 working-tree-encoding=UTF-16\n',
  })
  project.write('d.u16', 'no UTF-16')
  const id = await client.createIn(project)
  await client.act(id, project, changing({ 'a.txt': 'A\n' }))
  const refused = await client.undo(id)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({
    error: expect.stringContaining('d.u16'),
    details: { reason: 'unseen', canForce: true },
  })
  expect(project.read('a.txt')).toBe('A\n')
  expect(await client.undone(id, undefined, true)).toMatchObject({ isChecked: false })
})

test('what a command of the person’s own changed is said to stay', async () => {
  const project = projects.make({ 'a.txt': 'a\n' })
  const id = await client.createIn(project)
  const answer = await client.post(id, '/shell', { command: 'echo A > a.txt' })
  expect(answer.status).toBeLessThan(300)
  await answer.text()
  expect(await client.undone(id)).toMatchObject({ isChecked: true, restored: [], unwatched: 1 })
  expect(project.read('a.txt')).toBe('A\n')
})

test('a file that only the agent could read is so again after undo and redo', async () => {
  const project = projects.make({ 'a.txt': 'a\n' })
  const id = await client.createIn(project)
  await client.act(id, project, `fs.writeFileSync('key', 'k', { mode: 0o600 })`)
  await client.undone(id)
  expect(project.read('key')).toBeUndefined()
  await client.redone(id)
  expect(statSync(project.at('key')).mode & 0o777).toBe(0o600)
  chmodSync(project.at('key'), 0o644)
})

test('a file that a run edited and made ignored comes back, and again as the run left it', async () => {
  const project = projects.make({ '.env': 'KEY=0\n', 'src/a.txt': 'a\n' })
  const id = await client.createIn(project)
  await client.act(
    id,
    project,
    `fs.writeFileSync('.gitignore', '.env\\n'); fs.copyFileSync('.env', '.env.example')
    fs.writeFileSync('.env', 'KEY=0\\nMORE=1\\n'); fs.renameSync('src', 'lib')`,
  )
  const names = ['.env', '.env.example', '.gitignore', 'src/a.txt', 'lib/a.txt']
  const asTheRunLeftThem = project.readAll(names)
  const refused = await client.undo(id)
  expect(await refused.json()).toMatchObject({
    details: { reason: 'unsure', files: ['.env'], canForce: true },
  })
  expect(await client.undone(id, undefined, true)).toMatchObject({ replaced: [], notRestored: [] })
  expect(project.readAll(names)).toEqual({
    '.env': 'KEY=0\n',
    '.env.example': undefined,
    '.gitignore': undefined,
    'src/a.txt': 'a\n',
    'lib/a.txt': undefined,
  })
  await client.redone(id)
  expect(project.readAll(names)).toEqual(asTheRunLeftThem)
})
