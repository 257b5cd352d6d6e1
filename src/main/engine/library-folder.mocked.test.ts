import * as fs from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders } from '../testing/temporary'
import { LibraryFolder } from './library-folder'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  return { ...real, rmSync: vi.fn(real.rmSync) }
})

it('a library that Windows still has loaded stays until the next start, and the others go', () => {
  const folders = makeTemporaryFolders()
  try {
    const log = recordLog()
    const path = join(folders.userData, 'libraries')
    const { ended } = new LibraryFolder(path, log).prepare(undefined)
    const [busy, free] = ['.0000000000000000-00000000.dll', '.ffffffffffffffff-00000001.dll']
    for (const name of [busy, free]) fs.writeFileSync(join(path, name), '')
    vi.mocked(fs.rmSync).mockImplementationOnce(() => {
      throw Object.assign(new Error('it is in use'), { code: 'EBUSY' })
    })
    ended()
    expect(fs.readdirSync(path)).toEqual([busy])
    expect(log.lines).toEqual([expect.stringContaining(`${busy} could not be removed. `)])
    ended()
    expect(fs.readdirSync(path)).toEqual([])
  } finally {
    folders.remove()
  }
})
