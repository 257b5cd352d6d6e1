import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explainNoLock, requireTemporaryFolder } from './single-instance'
import { asOrdinaryUser } from './testing/other-user'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-single-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const refusal = (more: string) =>
  expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(more) })

describe('the temporary folder', () => {
  it('is left as it was', () => {
    expect(() => requireTemporaryFolder(folder)).not.toThrow()
  })

  it('is refused with the remedy when it is missing', () => {
    const missing = join(folder, 'missing')
    expect(() => requireTemporaryFolder(missing)).toThrow(refusal('no such file or directory'))
    expect(() => requireTemporaryFolder(missing)).toThrow(refusal('set TMPDIR'))
  })

  it.skipIf(process.platform === 'win32')('is refused when it cannot be written', () => {
    chmodSync(folder, 0o555)
    expect(() => asOrdinaryUser(() => requireTemporaryFolder(folder))).toThrow(
      refusal('permission denied'),
    )
  })

  it.runIf(process.platform === 'linux')(
    'is refused when a socket in it has too long a name',
    () => {
      const longest = folder.padEnd(73, '/x')
      mkdirSync(longest, { recursive: true })
      expect(() => requireTemporaryFolder(longest.slice(0, 74))).not.toThrow()
      expect(() => requireTemporaryFolder(folder.padEnd(75, 'x'))).toThrow(refusal('74 characters'))
    },
  )
})

describe.skipIf(process.platform === 'win32')('a user-data directory that cannot be locked', () => {
  const lock = (text: string) => symlinkSync(text, join(folder, 'SingletonLock'))
  const socket = () => join(folder, 'socket')
  let server: Server | undefined
  afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))))
  const listen = () => {
    server = createServer((connection) => connection.destroy())
    return new Promise<void>((resolve) => server?.listen(socket(), resolve))
  }

  it('is in use when somebody answers', async () => {
    lock(`${hostname()}-4711`)
    symlinkSync(socket(), join(folder, 'SingletonSocket'))
    await listen()
    const { code, message } = await explainNoLock(folder)
    expect(code).toBe('conflict')
    expect(message).toContain('already running')
    expect(message).toContain('--user-data-dir')
  })

  it('is held by a process that does not answer', async () => {
    lock(`${hostname()}-4711`)
    writeFileSync(socket(), '')
    symlinkSync(socket(), join(folder, 'SingletonSocket'))
    const { message } = await explainNoLock(folder)
    expect(message).toContain('the process 4711, which does not answer')
    expect(message).toContain(join(folder, 'SingletonLock'))
    expect(message).not.toContain('already running')
  })

  it('is held on another machine', async () => {
    lock('another-machine-4711')
    const { message } = await explainNoLock(folder)
    expect(message).toContain('on the machine another-machine (process 4711)')
  })

  it('or held by nobody, which is said', async () => {
    expect((await explainNoLock(folder)).message).toContain('no other Wheelhouse uses it')
    lock('nonsense')
    expect((await explainNoLock(folder)).message).toContain('no other Wheelhouse uses it')
  })
})
