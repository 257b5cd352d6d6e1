import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { eachTemporary } from '../testing/each-temporary'
import { recordLog } from '../testing/log'
import { COPY_LIMITS, Copies } from './copies'
import { repoPath } from './repo-path'
import { stateOf } from './work-tree'

const folders = eachTemporary()
let folder: string
let worktree: string
beforeEach(() => {
  folder = folders().userData
  worktree = folders().project
})

const root = () => join(folder, 'undo-copies')
const copiesWith = (limits: Partial<typeof COPY_LIMITS> = {}) =>
  new Copies(root(), recordLog(), { ...COPY_LIMITS, ...limits })
const path = (text: string) => repoPath(Buffer.from(text))

async function keep(copies: Copies, files: Record<string, string>, sessionID = 'ses_1') {
  const draft = await copies.begin({ sessionID, cause: 'undo', worktree })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(worktree, name, '..'), { recursive: true })
    writeFileSync(join(worktree, name), text, { mode: 0o755 })
    await draft.keep(path(name), await stateOf(worktree, path(name)))
  }
  await draft.seal()
  return draft
}

describe('copies of replaced files', () => {
  it('hold bytes, names, links and permissions, for the owner alone', async () => {
    const copies = copiesWith()
    const draft = await keep(copies, { 'a/b "c"\n.sh': 'x' })
    symlinkSync('/elsewhere', join(worktree, 'link'))
    await draft.keep(path('link'), await stateOf(worktree, path('link')))
    await draft.keep(path('missing'), await stateOf(worktree, path('missing')))
    const copy = await draft.close(() => true)
    const [listed] = await copies.list('ses_1')
    expect(listed).toEqual(copy)
    expect([...(listed?.files.keys() ?? [])]).toEqual(['a/b "c"\n.sh', 'link'])
    expect(listed?.files.get(path('a/b "c"\n.sh'))).toMatchObject({ kind: 'file', mode: 0o755 })
    expect(listed?.files.get(path('link'))).toEqual({ kind: 'link', target: '/elsewhere' })
    const kept = join(listed?.folder ?? '', 'a/b "c"\n.sh')
    expect(readFileSync(kept, 'utf8')).toBe('x')
    expect(statSync(kept).mode & 0o777).toBe(0o600)
    for (const at of [root(), listed?.folder ?? '', join(kept, '..')]) {
      expect(statSync(at).mode & 0o777).toBe(0o700)
    }
  })

  it('keep only what was replaced, and leave nothing when nothing was', async () => {
    const copies = copiesWith()
    const copy = await (await keep(copies, { a: '1', b: '2' })).close((name) => name === 'b')
    expect([...(copy?.files.keys() ?? [])]).toEqual(['b'])
    expect(existsSync(join(copy?.folder ?? '', 'a'))).toBe(false)
    expect(await (await keep(copies, { a: '1' })).close(() => false)).toBeUndefined()
    expect(await copies.list('ses_1')).toHaveLength(1)
    expect(readdirSync(root())).toHaveLength(1)
  })

  it('are there after a crash before they were closed', async () => {
    await keep(copiesWith(), { a: '1' })
    const [copy] = await copiesWith().list('ses_1')
    expect([...(copy?.files.keys() ?? [])]).toEqual(['a'])
  })

  it('go oldest first when there are too many or too large, but never the newest', async () => {
    const few = copiesWith({ copies: 2 })
    for (const text of ['1', '2', '3']) await (await keep(few, { a: text })).close(() => true)
    const texts = async () =>
      (await few.list('ses_1')).map(({ folder: at }) => readFileSync(join(at, 'a'), 'utf8'))
    expect(await texts()).toEqual(['3', '2'])
    await (await keep(copiesWith({ bytes: 3 }), { a: 'long' })).close(() => true)
    expect(await texts()).toEqual(['long'])
    await (await keep(copiesWith({ ageMs: -1 }), { a: 'new' })).close(() => true)
    expect(await texts()).toEqual(['new'])
  })

  it('are of one session, and no name leads out of their folder', async () => {
    const copies = copiesWith()
    const copy = await (await keep(copies, { a: '1' })).close(() => true)
    expect(await copies.get('ses_2', copy?.id ?? '')).toBeUndefined()
    expect(await copies.get('ses_1', copy?.id ?? '')).toEqual(copy)
    expect(await copies.get('ses_1', `../undo-copies/${copy?.id}`)).toBeUndefined()
    const manifest = join(copy?.folder ?? '', '../copy.json')
    const text = readFileSync(manifest, 'utf8')
    const name = Buffer.from('../../../evil').toString('base64')
    writeFileSync(manifest, text.replace(Buffer.from('a').toString('base64'), name))
    expect((await copies.get('ses_1', copy?.id ?? ''))?.files.size).toBe(0)
    writeFileSync(manifest, '{')
    expect(await copies.list('ses_1')).toEqual([])
  })
})
