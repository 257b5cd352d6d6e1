import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { RecentProjects } from './recent-projects'

let folders: TemporaryFolders
let file: string
let log: ReturnType<typeof recordLog>
beforeEach(() => {
  folders = makeTemporaryFolders()
  file = join(folders.userData, 'projects.json')
  log = recordLog()
})
afterEach(() => folders.remove())

const open = (more: Partial<ConstructorParameters<typeof RecentProjects>[0]> = {}) => {
  let time = 0
  const now = () => {
    time += 1
    return time
  }
  return new RecentProjects({ file, projectDir: folders.project, log, now, ...more })
}
const make = (name: string) => {
  const directory = join(folders.home, name)
  mkdirSync(directory)
  return directory
}
const directories = async (recent: RecentProjects) =>
  (await recent.list()).map(({ directory }) => directory)

describe('recent projects', () => {
  it('hold where the app was started, before anything was chosen', async () => {
    expect(await open().list()).toEqual([{ directory: folders.project, usedAt: 0, exists: true }])
  })

  it.skipIf(process.platform === 'win32')(
    'take no folder that the engine misreads, nor a link to it',
    async () => {
      const recent = open()
      for (const name of ['a%20b', 'back\\slash']) {
        const link = join(folders.home, `link to ${name.length}`)
        const folder = make(name)
        symlinkSync(folder, link)
        for (const directory of [folder, link]) {
          await expect(recent.use(directory)).rejects.toThrow(
            `The engine misreads the folder ${folder}`,
          )
        }
      }
      expect(await directories(recent)).toEqual([folders.project])
    },
  )

  it('put what was used last first, once, and are remembered', async () => {
    const [a, b] = [make('a'), make('b')]
    const recent = open()
    for (const directory of [a, b, `${a}/`]) await recent.use(directory)
    expect(await directories(recent)).toEqual([a, b, folders.project])
    expect(await directories(open())).toEqual([a, b, folders.project])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('forget one, but never where the app was started', async () => {
    const a = make('a')
    const recent = open()
    await recent.use(a)
    await recent.use(folders.project)
    for (const directory of [a, folders.project, '/never/there']) await recent.forget(directory)
    expect(await directories(open())).toEqual([folders.project])
  })

  it('say of a folder that is gone that it is, and take none that is not there', async () => {
    const gone = make('gone')
    const recent = open()
    await recent.use(gone)
    rmSync(gone, { recursive: true })
    expect((await recent.list())[0]).toMatchObject({ directory: gone, exists: false })
    await expect(recent.use(gone)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(recent.use('relative')).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(recent.use(import.meta.filename)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('lose nothing when many are used at once', async () => {
    const all = Array.from({ length: 20 }, (_, index) => make(`p${index}`))
    const recent = open()
    await Promise.all(all.map((directory) => recent.use(directory)))
    expect((await directories(open())).sort()).toEqual([...all, folders.project].sort())
  })

  it('hold fifty at most', async () => {
    const recent = open()
    for (let index = 0; index < 52; index += 1) await recent.use(make(`p${index}`))
    expect(await directories(recent)).toHaveLength(51)
    expect(await directories(recent)).not.toContain(join(folders.home, 'p0'))
  })

  it.each(['', '{', '{"version":2,"projects":[]}', '{"version":1,"projects":[{"directory":7}]}'])(
    'begin anew over a file that holds %j',
    async (text) => {
      writeFileSync(file, text)
      const recent = open()
      expect(await directories(recent)).toEqual([folders.project])
      expect(log.lines).toHaveLength(1)
      await recent.use(folders.project)
      expect(JSON.parse(readFileSync(file, 'utf8')).projects).toHaveLength(1)
    },
  )

  it('say so when they cannot be kept, and stay as they were', async () => {
    const recent = open({ file: join(folders.userData, 'missing', 'projects.json') })
    await expect(recent.use(make('a'))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('could not be written (no such file or directory)'),
    })
    expect(await directories(recent)).toEqual([folders.project])
  })
})
