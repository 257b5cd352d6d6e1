import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { type Launch, needsShellPath, readShellPath } from './shell-environment'

let folders: TemporaryFolders
beforeEach(() => {
  folders = makeTemporaryFolders()
})
afterEach(() => folders.remove())

/** A login shell that runs `profile` before the command that it is given. */
function shellWith(profile: string): string {
  const path = join(folders.home, 'shell')
  writeFileSync(path, `#!/bin/sh\n${profile}\nwhile [ "$1" != -c ]; do shift; done\neval "$2"\n`)
  chmodSync(path, 0o755)
  return path
}

describe.skipIf(process.platform === 'win32')('the PATH of a login shell', () => {
  it('is what the profile made of it, whatever else the profile prints', async () => {
    const shell = shellWith('echo Good morning; PATH="/opt/tools/bin:/usr/bin"; echo')
    expect(await readShellPath(shell, { log: recordLog() })).toBe('/opt/tools/bin:/usr/bin')
  })

  it('is given up when the profile hangs, and nothing of the profile is left', async () => {
    const log = recordLog()
    const pidFile = join(folders.home, 'pid')
    const shell = shellWith(`sleep 600 & echo $! > ${pidFile}; wait`)
    expect(await readShellPath(shell, { log, limitMs: 300 })).toBeUndefined()
    expect(log.lines.join()).toContain('no answer within 300 ms')
  })

  it('is had although the profile leaves something running', async () => {
    const shell = shellWith('PATH=/opt/bin:$PATH; sleep 600 &')
    expect(await readShellPath(shell, { log: recordLog() })).toMatch(/^\/opt\/bin:/)
  })

  it('is not had from a shell that fails or is not there', async () => {
    const log = recordLog()
    expect(await readShellPath(shellWith('exit 1'), { log })).toBeUndefined()
    expect(await readShellPath('/nowhere/sh', { log })).toBeUndefined()
    expect(log.lines).toHaveLength(2)
  })
})

describe('whether the shell is asked', () => {
  const icon: Launch = { platform: 'linux', env: {}, hasTerminal: false, fromSource: false }

  it('is yes for a start from an icon on Linux and macOS', () => {
    expect(needsShellPath(icon)).toBe(true)
    expect(needsShellPath({ ...icon, platform: 'darwin' })).toBe(true)
  })

  it('is never for a terminal, for a run from source, or on Windows', () => {
    expect(needsShellPath({ ...icon, hasTerminal: true })).toBe(false)
    expect(needsShellPath({ ...icon, env: { TERM: 'xterm-256color' } })).toBe(false)
    expect(needsShellPath({ ...icon, env: { SHLVL: '1' } })).toBe(false)
    expect(needsShellPath({ ...icon, fromSource: true })).toBe(false)
    expect(needsShellPath({ ...icon, platform: 'win32' })).toBe(false)
  })
})
