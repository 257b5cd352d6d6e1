import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTemporaryFolders, type TemporaryFolders } from './testing/temporary'
import { prepareUserData, requireProject } from './user-data'

let folders: TemporaryFolders
let file: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  file = join(folders.project, 'file')
  writeFileSync(file, 'text')
})
afterEach(() => folders.remove())

const refusal = (more: string) =>
  expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(more) })

describe('the user-data directory', () => {
  it('is made, with all above it, for us alone', () => {
    const directory = join(folders.home, 'deep/down')
    prepareUserData(directory)
    expect(statSync(directory).isDirectory()).toBe(true)
    if (process.platform !== 'win32') expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('may be there already, with what is in it', () => {
    const kept = join(folders.userData, 'kept')
    writeFileSync(kept, '')
    prepareUserData(folders.userData)
    expect(existsSync(kept)).toBe(true)
  })

  it.each([
    ['a file', () => file],
    ['below a file', () => join(file, 'below')],
    ['no path at all', () => '\0'],
  ])('is refused with the remedy when it is %s', (_what, place) => {
    expect(() => prepareUserData(place())).toThrow(refusal('--user-data-dir'))
    expect(() => prepareUserData(place())).toThrow(refusal(place()))
  })

  it('is refused with the reason as the cause', () => {
    expect(() => prepareUserData(file)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'EEXIST' }) }),
    )
  })
})

describe('the project directory', () => {
  it('is accepted when it is there', () => {
    expect(() => requireProject(folders.project)).not.toThrow()
  })

  it.each([
    ['missing', () => join(folders.project, 'missing')],
    ['a file', () => file],
    ['below a file', () => join(file, 'below')],
    ['no path at all', () => '\0'],
  ])('is refused with the remedy when it is %s', (_what, place) => {
    expect(() => requireProject(place())).toThrow(refusal('--project'))
    expect(() => requireProject(place())).toThrow(refusal(place()))
  })
})
