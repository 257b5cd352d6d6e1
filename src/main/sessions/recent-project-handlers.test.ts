import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { createRecentProjectHandlers, type ProjectChoice } from './recent-project-handlers'
import { RecentProjects } from './recent-projects'

let folders: TemporaryFolders
beforeEach(() => {
  folders = makeTemporaryFolders()
})
afterEach(() => folders.remove())

const handlersWith = (chooseFolder?: ProjectChoice['chooseFolder']) => {
  const { project: projectDir, userData } = folders
  const file = join(userData, 'projects.json')
  const recent = new RecentProjects({ file, projectDir, log: recordLog() })
  return createRecentProjectHandlers({ recent, chooseFolder })
}

it('lists, puts first and takes off', async () => {
  const handlers = handlersWith()
  const { directory } = await handlers['projects.use']({ directory: folders.home })
  expect(directory).toBe(folders.home)
  expect(await handlers['projects.recent']()).toMatchObject([
    { directory: folders.home },
    { directory: folders.project, usedAt: 0 },
  ])
  await handlers['projects.forget']({ directory: folders.home })
  expect(await handlers['projects.recent']()).toHaveLength(1)
})

it('puts the folder that was chosen first', async () => {
  const handlers = handlersWith(async () => folders.home)
  expect(await handlers['projects.choose']()).toMatchObject({
    project: { directory: folders.home, exists: true },
  })
  expect((await handlers['projects.recent']())[0]?.directory).toBe(folders.home)
})

it('changes nothing when the dialog is cancelled', async () => {
  const handlers = handlersWith(async () => undefined)
  expect(await handlers['projects.choose']()).toEqual({})
  expect(await handlers['projects.recent']()).toHaveLength(1)
})

it('shows one dialog at a time, and another once it is closed, however that went', async () => {
  let close: (error: Error) => void = () => undefined
  const handlers = handlersWith(
    () =>
      new Promise((_resolve, reject) => {
        close = reject
      }),
  )
  const first = handlers['projects.choose']()
  await expect(handlers['projects.choose']()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('dialog that is open'),
  })
  close(new Error('No display'))
  await expect(first).rejects.toThrow('No display')
  const again = handlers['projects.choose']()
  close(new Error('No display'))
  await expect(again).rejects.toThrow('No display')
})

it('says what to do instead where there is no desktop', async () => {
  await expect(handlersWith()['projects.choose']()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('POST /api/projects/recent'),
  })
})
