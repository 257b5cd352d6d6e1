import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Discovery, removeStaleDiscovery, writeDiscovery } from './discovery'

const discovery: Discovery = {
  url: 'http://127.0.0.1:4848',
  token: 'a-token-of-the-test',
  pid: 4711,
  version: '1.2.3',
  startedAt: 1,
}

let userData: string
let path: string
beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'wheelhouse-discovery-'))
  path = join(userData, 'server.json')
})
afterEach(() => {
  rmSync(userData, { recursive: true, force: true })
})

const read = (): unknown => JSON.parse(readFileSync(path, 'utf8'))

describe('the discovery file', () => {
  it('says where the listener is, and leaves nothing else in the directory', async () => {
    await writeDiscovery(userData, discovery)
    expect(read()).toEqual(discovery)
    expect(readdirSync(userData)).toEqual(['server.json'])
  })

  it.skipIf(process.platform === 'win32')('is never readable for others', async () => {
    writeFileSync(path, 'of an earlier launch', { mode: 0o644 })
    const modes = new Set<number>()
    const watcher = watch(userData, (_event, file) => {
      const found = statSync(join(userData, `${file}`), { throwIfNoEntry: false })
      if (found) modes.add(found.mode & 0o777)
    })
    await writeDiscovery(userData, discovery)
    watcher.close()
    modes.add(statSync(path).mode & 0o777)
    expect([...modes]).toEqual([0o600])
  })

  it('is whole whenever somebody reads it', async () => {
    await writeDiscovery(userData, discovery)
    const urls = Array.from({ length: 20 }, (_, index) => `http://127.0.0.1:${5000 + index}`)
    let writing = true
    const reading = (async () => {
      while (writing) {
        expect(read()).toMatchObject({ pid: 4711 })
        await new Promise(setImmediate)
      }
    })()
    for (const url of urls) await writeDiscovery(userData, { ...discovery, url })
    writing = false
    await reading
    expect(read()).toMatchObject({ url: urls.at(-1) })
  })

  it.skipIf(process.platform === 'win32')('replaces a link instead of following it', async () => {
    const elsewhere = join(userData, 'elsewhere')
    writeFileSync(elsewhere, 'untouched')
    symlinkSync(elsewhere, path)
    await writeDiscovery(userData, discovery)
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched')
    expect(read()).toEqual(discovery)
  })

  it('is removed when asked, also twice', async () => {
    const written = await writeDiscovery(userData, discovery)
    await written.remove()
    await written.remove()
    expect(readdirSync(userData)).toEqual([])
  })

  for (const [whose, text] of [
    ['another process has', JSON.stringify({ ...discovery, pid: 4712 })],
    ['another launch has', JSON.stringify({ ...discovery, token: 'another-token-here' })],
    ['somebody else has', 'not JSON'],
  ] as const) {
    it(`stays when ${whose} replaced it`, async () => {
      const written = await writeDiscovery(userData, discovery)
      writeFileSync(path, text)
      await written.remove()
      expect(readFileSync(path, 'utf8')).toBe(text)
    })
  }
})

describe('a file that is there at the start', () => {
  it('is removed when it is ours, and nothing happens without one', async () => {
    await writeDiscovery(userData, discovery)
    removeStaleDiscovery(userData)
    removeStaleDiscovery(userData)
    expect(readdirSync(userData)).toEqual([])
  })

  it.each([
    ['somebody else has', () => writeFileSync(path, 'not JSON', { mode: 0o600 })],
    ['is a folder that has', () => mkdirSync(path)],
  ])('stays when %s its name', (_whose, make) => {
    make()
    removeStaleDiscovery(userData)
    expect(readdirSync(userData)).toEqual(['server.json'])
  })

  it.skipIf(process.platform === 'win32')('stays when it is a link, with what it leads to', () => {
    const elsewhere = join(userData, 'elsewhere')
    writeFileSync(elsewhere, JSON.stringify(discovery), { mode: 0o600 })
    symlinkSync(elsewhere, path)
    removeStaleDiscovery(userData)
    expect(readdirSync(userData)).toEqual(['elsewhere', 'server.json'])
  })
})

describe('where it cannot be written', () => {
  const refused = {
    code: 'internal',
    message: expect.stringContaining('--user-data-dir'),
    cause: expect.any(Error),
  }

  it('says what to do when the directory is not there', async () => {
    await expect(writeDiscovery(join(userData, 'nothing'), discovery)).rejects.toMatchObject(
      refused,
    )
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says what to do when the directory is read-only',
    async () => {
      chmodSync(userData, 0o500)
      await expect(writeDiscovery(userData, discovery)).rejects.toMatchObject(refused)
      chmodSync(userData, 0o700)
    },
  )
})
