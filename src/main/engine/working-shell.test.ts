import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eachTemporary } from '../testing/each-temporary'
import { recordLog } from '../testing/log'
import { workingShell } from './working-shell'

const temporary = eachTemporary()

describe.skipIf(process.platform === 'win32')('the shell of the agent’s commands', () => {
  it.each([undefined, '', '/bin/sh', '/usr/bin/fish', 'zsh', '/missing/shell'])(
    'is the person’s own when that is %j',
    (shell) => {
      const log = recordLog()
      expect(workingShell({ SHELL: shell }, log)).toBeUndefined()
      expect(log.lines).toEqual([])
    },
  )

  it.each([
    '/usr/sbin/nologin',
    '/sbin/nologin',
    '/bin/false',
    '/usr/bin/true',
    '/bin/sync',
    '/sbin/shutdown',
    'false',
  ])('is another when theirs is %s, and that is said', (shell) => {
    const log = recordLog()
    expect(workingShell({ SHELL: shell }, log)).toMatch(/^\/(?:usr\/)?bin\/(?:ba)?sh$/)
    expect(log.lines).toEqual([expect.stringContaining(`SHELL is ${shell}, which runs no command`)])
  })

  it('is another when theirs is a link to what runs nothing', () => {
    const link = join(temporary().home, 'sh')
    symlinkSync('/bin/false', link)
    expect(workingShell({ SHELL: link }, recordLog())).toBeDefined()
  })
})
