import {
  chmodSync,
  existsSync,
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../shared/errors'
import { configureLogging, createLogger, hideFromLogs, outliveOutput } from './logging'
import { makeTemporaryFolders, type TemporaryFolders } from './testing/temporary'

const SECRET = 'k3y-0f-the-l1stener'
const log = createLogger('room')

let folders: TemporaryFolders
let stderr: string
let stdout: string

const file = () => join(folders.userData, 'main.log')
const written = () => (existsSync(file()) ? readFileSync(file(), 'utf8') : '')
const configure = (level?: string) => configureLogging({ directory: folders.userData, level })

beforeEach(() => {
  folders = makeTemporaryFolders()
  stderr = ''
  stdout = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    stderr += chunk
    return true
  })
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    stdout += chunk
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  folders.remove()
})

describe('the log', () => {
  it('goes to main.log, with the room and the level of each line', () => {
    configure()
    log.info('It works.')
    expect(written()).toMatch(/^\[.*\] \[info\]\s+\(room\)\s+It works\.\n$/)
  })

  it.each([
    ['debug', ['error', 'warn', 'info', 'debug']],
    ['info', ['error', 'warn', 'info']],
    ['warn', ['error', 'warn']],
    ['error', ['error']],
    ['nonsense', ['error', 'warn', 'info']],
    ['constructor', ['error', 'warn', 'info']],
    [undefined, ['error', 'warn', 'info']],
  ])('at level %s keeps %j', (level, kept) => {
    configure(level)
    for (const at of ['error', 'warn', 'info', 'debug'] as const) log[at](`a line of ${at}`)
    expect([...written().matchAll(/a line of (\w+)/g)].map(([, at]) => at)).toEqual(kept)
  })

  it.skipIf(process.platform === 'win32')('is for us alone, the older one too', () => {
    for (const name of ['main.log', 'main.old.log']) {
      writeFileSync(join(folders.userData, name), '', { mode: 0o644 })
    }
    chmodSync(folders.userData, 0o755)
    configure()
    log.info('It works.')
    const modes = ['.', 'main.log', 'main.old.log'].map(
      (name) => statSync(join(folders.userData, name)).mode & 0o777,
    )
    expect(modes).toEqual([0o700, 0o600, 0o600])
  })

  it.skipIf(process.platform === 'win32')('is for us alone when it begins anew, too', () => {
    configure()
    log.info('x'.repeat(6 * 1024 * 1024))
    log.info('It works.')
    expect(written()).toContain('It works.')
    expect(existsSync(join(folders.userData, 'main.old.log'))).toBe(true)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it.skipIf(process.platform === 'win32')(
    'follows no link and changes no file of another name',
    () => {
      const elsewhere = join(folders.home, 'elsewhere')
      for (const put of [symlinkSync, linkSync]) {
        for (const name of ['main.log', 'main.old.log']) {
          writeFileSync(elsewhere, 'untouched')
          const path = join(folders.userData, name)
          put(elsewhere, path)
          expect(() => configure()).toThrow(
            expect.objectContaining({
              code: 'invalid_input',
              message: expect.stringContaining(path),
            }),
          )
          log.error('It works.')
          expect(readFileSync(elsewhere, 'utf8')).toBe('untouched')
          rmSync(path)
        }
      }
    },
  )

  it('goes to standard error alone where no folder can be made', () => {
    const inTheWay = join(folders.userData, 'file')
    writeFileSync(inTheWay, '')
    configureLogging({ directory: join(inTheWay, 'logs') })
    log.warn('It goes on.')
    expect(stderr).toContain('There is no log file')
    expect(stderr).toContain('It goes on.')
  })

  it('never writes to stdout, which belongs to --headless', () => {
    configure('debug')
    for (const at of ['error', 'warn', 'info', 'debug'] as const) log[at]('a line')
    expect(stdout).toBe('')
    expect(stderr).toContain('a line')
  })

  it('shows warnings on stderr even when the file takes only errors', () => {
    configure('error')
    log.warn('Careful.')
    expect(stderr).toContain('Careful.')
    expect(written()).toBe('')
  })

  it('has an error’s stack and its cause', () => {
    configure()
    const cause = new TypeError('the inner reason')
    log.error('It failed.', new AppError('internal', 'The outer one.', { cause }))
    for (const text of [written(), stderr]) {
      expect(text).toContain('It failed.')
      expect(text).toContain('AppError: The outer one.')
      expect(text).toContain('logging.test.ts')
      expect(text).toContain('TypeError: the inner reason')
    }
  })

  it('keeps an object readable', () => {
    configure()
    log.info('Status', { state: 'ready', deep: { er: [1, 2] } })
    expect(written()).toContain("state: 'ready'")
    expect(written()).toContain('er: [ 1, 2 ]')
  })
})

describe('an output that can no longer be written', () => {
  it('is outlived', () => {
    const stream = new PassThrough()
    outliveOutput([stream])
    const unheard = () =>
      stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    expect(unheard).not.toThrow()
  })
})

describe('a secret', () => {
  class Deep {
    readonly inner = { list: [{ token: `Bearer ${SECRET}` }] }
  }
  const inStack = () => {
    const error = new Error('harmless')
    error.stack = `Error: harmless\n    at fetch (http://127.0.0.1/?token=${SECRET})`
    return error
  }
  const places: [string, () => unknown[]][] = [
    ['in a text', () => [`The token is ${SECRET}.`]],
    ['twice in a text', () => [`${SECRET} and ${SECRET}`]],
    ['in a later text', () => ['Token:', SECRET]],
    ['in an error’s message', () => ['Failed.', new Error(`refused ${SECRET}`)]],
    ['in an error’s stack', () => ['Failed.', inStack()]],
    ['in an error’s cause', () => [new Error('outer', { cause: new Error(SECRET) })]],
    ['in an error’s details', () => [new AppError('internal', 'x', { details: { a: SECRET } })]],
    ['in an object', () => ['Status', { url: 'x', token: SECRET }]],
    ['as a key of an object', () => [{ [SECRET]: 1 }]],
    ['in a list', () => [['a', SECRET]]],
    ['deep inside', () => ['Deep', new Deep()]],
    ['in a map', () => [new Map([['token', SECRET]])]],
    ['at the end of a long list', () => [[...Array(500).fill('x'), SECRET]]],
    ['at the end of a long text in an object', () => [{ text: `${'x'.repeat(20_000)} ${SECRET}` }]],
  ]

  beforeEach(() => {
    hideFromLogs(SECRET)
    configure('debug')
  })

  it.each(places)('does not show %s', (_where, data) => {
    log.error(...data())
    for (const text of [written(), stderr]) {
      expect(text).not.toContain(SECRET)
      expect(text).toContain('[hidden]')
    }
  })

  it('does not hide what stands around it', () => {
    log.error(`before ${SECRET} after`, { url: 'http://127.0.0.1:4848', token: SECRET })
    expect(written()).toContain('before [hidden] after')
    expect(written()).toContain('http://127.0.0.1:4848')
  })

  it('that is empty hides nothing', () => {
    hideFromLogs('')
    log.error('plain')
    expect(written()).toContain('plain')
    expect(written()).not.toContain('[hidden]')
  })

  it('may hold what means something in a pattern', () => {
    hideFromLogs('a.*$&(b')
    log.error('x a.*$&(b y axxxb')
    expect(written()).toContain('x [hidden] y axxxb')
  })
})
