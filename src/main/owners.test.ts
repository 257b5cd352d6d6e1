import { mkdtempSync, readFileSync, rmSync, type Stats, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isOursAlone, otherEntries } from './owners'
import { isGroupOfOthers } from './steady-path'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-owners-'))
  vi.stubEnv('PATH', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** Puts in the place of the system's lists what they say of groups and users. */
function lists({ group, passwd }: { group: string; passwd: string }) {
  const script = `#!/bin/sh
    case $1 in group) ${group};; passwd) ${passwd};; esac`
  writeFileSync(join(folder, 'getent'), script, { mode: 0o700 })
}
const say = (...lines: string[]) => lines.map((line) => `echo '${line}'`).join(';')
const USERS = ['root:x:0:0::/root:/bin/sh', 'ada:x:1000:1000::/home/ada:/bin/sh']
const BOB = 'bob:x:1001:1001::/home/bob:/bin/sh'

describe.skipIf(process.platform === 'win32')('a group of our own number', () => {
  const judge = () => isOursAlone(1000, 1000)

  it.each([
    ['has nobody else', say('ada:x:1000:'), say(...USERS, BOB)],
    ['names ourselves', say('ada:x:1000:ada'), say(...USERS, BOB)],
    ['is in no list', 'exit 2', say(...USERS)],
    ['is one of several', say('ada:x:1000:', 'team:x:1002:bob'), say(...USERS, BOB)],
    ['and we, are in no list', 'exit 2', 'exit 2'],
  ])('is ours alone where it %s', (_what, group, passwd) => {
    lists({ group, passwd })
    expect(judge()).toBe(true)
  })

  it.each([
    ['somebody was put into it', say('ada:x:1000:ada,bob'), say(...USERS, BOB)],
    [
      'it is somebody’s first group',
      say('ada:x:1000:'),
      say(...USERS, BOB.replace('1001::', '1000::')),
    ],
    [
      'another group of its number has somebody',
      `[ $2 ] && ${say('ada:x:1000:')} || { ${say('ada:x:1000:', 'team:x:1000:bob')}; }`,
      say(...USERS, BOB),
    ],
    [
      'somebody is in it by a list that is not told whole',
      `[ $2 ] && ${say('ada:x:1000:bob')} || ${say('root:x:0:')}`,
      say(...USERS, BOB),
    ],
    ['the lists fail', 'exit 1', say(...USERS)],
    ['the users’ list fails', say('ada:x:1000:'), 'exit 3'],
  ])('is not where %s', (_what, group, passwd) => {
    lists({ group, passwd })
    expect(judge()).toBe(false)
  })

  it('is not where nobody can be asked', () => {
    expect(judge()).toBe(false)
  })
})

it('a group that is not ours is not ours alone, whoever is in it', () => {
  lists({ group: 'exit 2', passwd: 'exit 2' })
  expect(isOursAlone(1001, 1000)).toBe(false)
})

describe.runIf(process.platform === 'linux')('an access control list', () => {
  const answers = (script: string) =>
    writeFileSync(join(folder, 'ls'), `#!/bin/sh\n${script}`, { mode: 0o700 })

  it.each([
    ['drwxrwxr-x+ 2 ada ada 4096 Dec  1 09:00 /a+ b', true],
    ['drwxrwxr-x 2 ada ada 4096 Dec  1 09:00 /a+ b+', false],
    ['drwxrwxr-x. 2 ada ada 4096 Dec  1 09:00 /a', false],
  ])('is told by %j: %s', (line, expected) => {
    answers(`echo '${line}'`)
    expect(otherEntries()('/a+ b')).toBe(expected)
  })

  it('is assumed where nobody can be asked', () => {
    expect(otherEntries()('/a')).toBe(true)
    answers('exit 2')
    expect(otherEntries()('/a')).toBe(true)
  })

  it('in a folder is of the file that has it alone', () => {
    answers(`
      case $1 in
        -lA) printf 'total 8\n-rw-rw-r--+ 1 ada ada 1 a\n-rw-rw-r-- 1 ada ada 1 b\n';;
        *) case $3 in */a) echo '-rw-rw-r--+ 1 ada ada 1 a';; *) echo '-rw-rw-r-- 1 ada ada 1 b';; esac;;
      esac`)
    const has = otherEntries()
    expect([has('/x/a'), has('/x/b')]).toEqual([true, false])
  })

  it('and groups are asked about once for hundreds of files', () => {
    const count = join(folder, 'asked')
    const counting = (name: string, script: string) =>
      writeFileSync(join(folder, name), `#!/bin/sh\necho >> ${count}\n${script}`, { mode: 0o700 })
    counting('getent', `case $1 in group) ${say('ada:x:1000:')};; *) ${say(...USERS)};; esac`)
    counting('ls', "printf 'total 0\\n'")
    const isOthers = isGroupOfOthers(1000)
    const stats = { gid: 1000 } as Stats
    for (let at = 0; at < 500; at += 1) {
      expect(isOthers(`/home/ada/skills/${at % 5}/file-${at}`, stats)).toBe(false)
    }
    expect(readFileSync(count, 'utf8').split('\n').length - 1).toBe(3 + 5)
  })
})
