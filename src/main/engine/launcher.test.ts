import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { prepareLauncher } from './launcher'

let folders: TemporaryFolders
beforeEach(() => {
  folders = makeTemporaryFolders()
})
afterEach(() => folders.remove())

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  const BINARY = '/opt/engine/bin/opencode'
  const prepare = (directory: string) => prepareLauncher(BINARY, directory, '/usr/bin')

  it('is what the name opencode means first, and tells the engine’s own path and PATH apart', () => {
    const directory = join(folders.userData, 'engine')
    expect(prepare(directory)).toMatchObject({
      PATH: `${directory}${delimiter}/usr/bin`,
      WHEELHOUSE_LAUNCH_BINARY: BINARY,
      WHEELHOUSE_LAUNCH_PATH: '/usr/bin',
    })
  })

  it('is a file that only we may read, change and execute, with nothing beside it', () => {
    const directory = join(folders.userData, 'deep/engine')
    prepare(directory)
    prepare(directory)
    expect(readdirSync(directory)).toEqual(['opencode'])
    expect(statSync(join(directory, 'opencode')).mode & 0o777).toBe(0o700)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('that cannot be written is refused with the place', () => {
    const inTheWay = join(folders.userData, 'file')
    writeFileSync(inTheWay, '')
    expect(() => prepare(join(inTheWay, 'engine'))).toThrow(
      expect.objectContaining({
        code: 'engine_unavailable',
        message: expect.stringContaining(inTheWay),
      }),
    )
  })
})
