import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { bundledRipgrep } from './ripgrep'

let folders: TemporaryFolders
beforeEach(() => {
  folders = makeTemporaryFolders()
})
afterEach(() => folders.remove())

describe('the ripgrep that comes with Wheelhouse', () => {
  it('runs', () => {
    const folder = bundledRipgrep(recordLog()) ?? 'none'
    expect(execFileSync(join(folder, 'rg'), ['--version'], { encoding: 'utf8' })).toMatch(
      /^ripgrep 1\d/,
    )
  })

  it('is none where no package has it', () => {
    const none = () => {
      throw new Error('Cannot find module')
    }
    const log = recordLog()
    expect(bundledRipgrep(log, none)).toBeUndefined()
    expect(log.lines).toEqual([expect.stringMatching(/^warn: No ripgrep came with Wheelhouse/)])
  })

  it.skipIf(process.platform === 'win32')('is none when it may not be executed', () => {
    const folder = join(folders.home, 'bin')
    mkdirSync(folder)
    writeFileSync(join(folder, 'rg'), '', { mode: 0o600 })
    expect(bundledRipgrep(recordLog(), () => join(folders.home, 'package.json'))).toBeUndefined()
  })
})
