import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asOrdinaryUser } from '../testing/other-user'
import { causeIn, namedError, remedyFor } from './start-failure'

const unexpected = (...lines: string[]) => `Error: Unexpected error\n\n${lines.join('\n')}\n`
const thrown = (what: string, path: string, code: string) =>
  `${what} '${path}'\n    path: "${path}",\n syscall: "mkdir",\n   errno: -13,\n    code: "${code}"\n\n\nBun v1.3.14 (Linux x64 baseline)\n`

/** What opencode 1.18.33 printed in each of these troubles, and what tells the cause. */
const COLLECTED: [trouble: string, output: string, cause: string, remedy: RegExp | ''][] = [
  [
    'a database of garbage',
    unexpected('file is not a database'),
    'file is not a database',
    /opencode\.db is damaged.*move it away/,
  ],
  [
    'a database that was cut off',
    unexpected('database disk image is malformed'),
    'database disk image is malformed',
    /opencode\.db is damaged/,
  ],
  [
    'a database without its tables',
    unexpected('Database is not empty and has no session table'),
    'Database is not empty and has no session table',
    /opencode\.db is damaged/,
  ],
  [
    'a database of something else',
    unexpected('table `session` already exists'),
    'table `session` already exists',
    /opencode\.db is damaged/,
  ],
  [
    'a full disk',
    unexpected('database or disk is full'),
    'database or disk is full',
    /The disk of .*\/opencode is full\. Make room/,
  ],
  [
    'a folder that it may not write',
    thrown('EACCES: permission denied, mkdir', '/data/opencode/repos', 'EACCES'),
    "EACCES: permission denied, mkdir '/data/opencode/repos'",
    /Make \/data\/opencode\/repos and its folder writable/,
  ],
  [
    'a TMPDIR that it may not write',
    thrown('EACCES: permission denied, mkdir', '/no/tmp/opencode', 'EACCES'),
    "EACCES: permission denied, mkdir '/no/tmp/opencode'",
    /TMPDIR names \/no\/tmp\./,
  ],
  [
    'a TMPDIR that cannot be made',
    thrown('EACCES: permission denied, mkdir', '/no', 'EACCES'),
    "EACCES: permission denied, mkdir '/no'",
    /TMPDIR names \/no\/tmp\./,
  ],
  [
    'a file where a folder should be',
    thrown('ENOTDIR: not a directory, mkdir', '/home/file/opencode', 'ENOTDIR'),
    "ENOTDIR: not a directory, mkdir '/home/file/opencode'",
    /no folder stands at or above \/home\/file\/opencode/,
  ],
  [
    'a log of somebody else’s',
    unexpected('PermissionDenied: FileSystem.open (/data/opencode/log/opencode.log)'),
    'PermissionDenied: FileSystem.open (/data/opencode/log/opencode.log)',
    /Make \/data\/opencode\/log\/opencode\.log and its folder writable/,
  ],
  [
    'a file system for reading only',
    unexpected('Unknown: FileSystem.open (/data/opencode/log/opencode.log)'),
    'Unknown: FileSystem.open (/data/opencode/log/opencode.log)',
    /Make \/data\/opencode\/log\/opencode\.log and its folder writable/,
  ],
  [
    'a limit of memory',
    'ASSERTION FAILED: MemoryExhaustion: Crash intentionally because memory is exhausted.\nfailureMode != AllocationFailureMode::Assert\nvendor/WebKit/Source/JavaScriptCore/heap/LocalAllocator.cpp(150) : void *JSC::LocalAllocator::allocateSlowCase(JSC::Heap &, size_t, GCDeferralContext *, AllocationFailureMode)\n',
    'ASSERTION FAILED: MemoryExhaustion: Crash intentionally because memory is exhausted.',
    /ran out of memory/,
  ],
  [
    'a configuration that is broken',
    'Error: Config file at /c/opencode.json is not valid JSON(C): InvalidSymbol at line 1, column 3',
    'Error: Config file at /c/opencode.json is not valid JSON(C): InvalidSymbol at line 1, column 3',
    /Correct that file/,
  ],
  [
    'a configuration with something of another kind',
    'Error: Configuration is invalid at /c/opencode.json\n↳ Expected string | undefined model',
    'Error: Configuration is invalid at /c/opencode.json',
    /Correct that file/,
  ],
  ['an engine of another kind', 'disk on fire\n', 'disk on fire', ''],
  [
    'a library that is missing',
    'opencode: error while loading shared libraries: libgcc_s.so.1: cannot open shared object file: No such file or directory\n',
    'opencode: error while loading shared libraries: libgcc_s.so.1: cannot open shared object file: No such file or directory',
    '',
  ],
  ['nothing at all', '', '', ''],
  ['nothing but that it listened', 'opencode server listening on http://127.0.0.1:4096\n', '', ''],
]

describe('what an engine said that did not start', () => {
  const env = { HOME: '/home', TMPDIR: '/no/tmp', XDG_DATA_HOME: '/data' }

  it.each(COLLECTED)('tells of %s, and what to do', (_trouble, output, cause, remedy) => {
    expect(causeIn(output)).toBe(cause)
    const advice = remedyFor(cause, env, '/project')
    if (remedy === '') expect(advice).toBe('')
    else expect(advice).toMatch(remedy)
  })

  it('does not send people to TMPDIR for what only lies in it', () => {
    const inside = { ...env, TMPDIR: '/tmp' }
    const cause = "EACCES: permission denied, mkdir '/tmp/home/.cache'"
    expect(remedyFor(cause, inside, '/project')).toContain('Make /tmp/home/.cache')
  })

  const noise = fc.constantFrom(
    '    at run (/$bunfs/root/chunk-a.js:1:2)',
    '      at <anonymous> (/$bunfs/root/x.js:3)',
    '12 | const a = 1',
    '      ^',
    '    path: "/data",',
    ' syscall: "open",',
    '   errno: -13,',
    '    code: "EACCES"',
    'params: ',
    'Bun v1.3.14 (Linux x64 baseline)',
    'opencode server listening on http://127.0.0.1:4096',
    '',
    '   ',
    '}',
  )
  const cause = fc.constantFrom(
    ...COLLECTED.map(([, , line]) => line).filter((line) => line !== ''),
  )

  it('is found among any amount of what tells nothing', () => {
    fc.assert(
      fc.property(fc.array(noise), cause, fc.array(noise), (before, line, after) => {
        expect(causeIn([...before, line, ...after].join('\n'))).toBe(line.slice(0, 300))
        const below = ['Error: Unexpected error', '', line].join('\n')
        expect(causeIn([...before, below, ...after].join('\n'))).toBe(line.slice(0, 300))
      }),
    )
  })

  it('is never a place in the code, and empty only where nothing is told', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(noise, fc.string(), cause)), (lines) => {
        const output = lines.join('\n')
        const found = causeIn(output)
        expect(found).not.toMatch(/^\s*at |^\s*$/.test(found) && found !== '' ? /./ : /^at /)
        expect(found.length).toBeLessThanOrEqual(300)
        if (found !== '') expect(output).toContain(found)
        if (lines.some((line) => COLLECTED.some(([, , known]) => known === line && known !== ''))) {
          expect(found).not.toBe('')
        }
        expect(['', found]).toContain(namedError(output))
      }),
    )
  })
})

describe('a database that the engine cannot use without saying why', () => {
  let home: string
  let data: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'wheelhouse-home-'))
    data = join(home, 'opencode')
    mkdirSync(data)
    chmodSync(home, 0o777)
    chmodSync(data, 0o777)
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
  const advice = (cause: string) =>
    asOrdinaryUser(() => remedyFor(cause, { XDG_DATA_HOME: basename(home) }, dirname(home)))

  it.skipIf(process.platform === 'win32')('or a file that it waits for is none', () => {
    execFileSync('mkfifo', [join(data, 'auth.json')])
    expect(advice('')).toContain(`A pipe or a device stands where the engine's list of keys`)
    rmSync(join(data, 'auth.json'))
    const env = { XDG_CONFIG_HOME: home }
    mkdirSync(join(home, 'opencode/opencode.json'), { recursive: true })
    const cause = `BadResource: FileSystem.readFile (${home}/opencode/opencode.json)`
    expect(remedyFor(cause, env, home)).toMatch(/A folder stands .*opencode\.json\. Move it away/)
  })

  it('is a folder', () => {
    mkdirSync(join(data, 'opencode.db'))
    expect(advice('unable to open database file')).toMatch(/A folder stands .*opencode\.db/)
  })

  it.skipIf(process.platform === 'win32').each([
    ['opencode.db', 'Failed query: PRAGMA wal_checkpoint(PASSIVE)'],
    ['opencode.db-wal', 'attempt to write a readonly database'],
    ['.', 'attempt to write a readonly database'],
  ])('or %s may not be written', (name, cause) => {
    const path = join(data, name)
    if (name !== '.') writeFileSync(path, '')
    chmodSync(path, 0o555)
    expect(advice(cause)).toContain(
      `${path} cannot be written: permission denied. Make ${path} writable`,
    )
    chmodSync(path, 0o777)
  })

  it('or a limit is reached', () => {
    expect(advice('unable to open database file')).toContain('ulimit')
  })

  it('is the one that OPENCODE_DB names', () => {
    const other = (name: string) =>
      remedyFor('file is not a database', { HOME: home, OPENCODE_DB: name }, '/project')
    expect(other('/else/where.db')).toContain('/else/where.db is damaged')
    const data = join(home, '.local/share/opencode')
    expect(other('../other.db')).toContain(`${join(data, '../other.db')} is damaged`)
    expect(other(':memory:')).toContain(`${join(data, 'opencode.db')} is damaged`)
  })
})
