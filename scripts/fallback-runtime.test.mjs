// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { fallbackFolder, fallbackSuits, fetchPackage, readFuses } from './fallback-runtime.mjs'
import { contextForTest, temporaryFolder } from './testing.mjs'

const root = join(import.meta.dirname, '..')

test('there is a fallback for Linux x64 alone', () => {
  expect(fallbackSuits('linux', 'x64')).toBe(true)
  expect(fallbackSuits('linux', 'arm64')).toBe(false)
  expect(fallbackSuits('darwin', 'x64')).toBe(false)
})

test('the runtime is kept in the cache directory, or in .cache where none is set', () => {
  const set = fallbackFolder(contextForTest({ root, env: { XDG_CACHE_HOME: '/cache' } }))
  expect(set).toMatch(/^\/cache\/wheelhouse\/electron-33\.2\.1-linux-x64-[0-9a-f]{12}$/)
  const unset = fallbackFolder(contextForTest({ root, env: {} }))
  expect(unset.startsWith(join(homedir(), '.cache', 'wheelhouse'))).toBe(true)
  // A relative one is to be ignored, says the XDG specification.
  expect(fallbackFolder(contextForTest({ root, env: { XDG_CACHE_HOME: 'cache' } }))).toBe(unset)
})

test('another recipe has another folder', () => {
  const changed = temporaryFolder()
  const app = join(changed, 'scripts', 'runtime-app')
  mkdirSync(app, { recursive: true })
  for (const file of ['package.json', 'main.mjs']) writeFileSync(join(app, file), 'changed')
  const env = { XDG_CACHE_HOME: '/cache' }
  expect(fallbackFolder(contextForTest({ root: changed, env }))).not.toBe(
    fallbackFolder(contextForTest({ root, env })),
  )
})

test('the report on the fuses is read', () => {
  const report = [
    'Analyzing app: electron',
    'Fuse Version: v1',
    '  RunAsNode is Enabled',
    '  EnableCookieEncryption is Disabled',
    '  Removed is Removed',
    '',
  ].join('\n')
  expect(readFuses(report)).toEqual({ RunAsNode: 'on', EnableCookieEncryption: 'off' })
})

/**
 * The smallest archive of a package.
 * @param {Record<string, string>} files
 */
function tarball(files) {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const header = Buffer.alloc(512)
    header.write(`package/${name}`)
    header.write('0000644\0', 100)
    header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        0', 148) // the sum is taken with blanks in its own place
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, '\0'))]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

/** npm takes a second, and more where other tests are at work. */
const NPM = { timeout: 60_000 }

/** A registry with one package in it, and npm set to use it. */
async function registryWithThing() {
  const manifest = { name: '@some/thing', version: '1.2.3' }
  const bytes = tarball({ 'package.json': JSON.stringify(manifest), 'file.txt': 'as published' })
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.tgz')) return void response.end(bytes)
    const dist = { tarball: `http://${request.headers.host}/thing.tgz`, integrity }
    const versions = { '1.2.3': { ...manifest, dist } }
    response.end(
      JSON.stringify({ name: manifest.name, versions, 'dist-tags': { latest: '1.2.3' } }),
    )
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const home = temporaryFolder()
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    npm_config_cache: join(home, 'npm'),
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_fetch_retries: '0',
  }
  return { integrity, context: contextForTest({ env }) }
}

test('a package with the right integrity is fetched', NPM, async () => {
  const { integrity, context } = await registryWithThing()
  const wanted = { name: '@some/thing', version: '1.2.3', integrity }
  const folder = await fetchPackage(wanted, temporaryFolder(), context)
  expect(readFileSync(join(folder, 'file.txt'), 'utf8')).toBe('as published')
})

test(
  'a package with another integrity is refused, though the registry vouches for it',
  NPM,
  async () => {
    const { context } = await registryWithThing()
    const integrity = `sha512-${createHash('sha512').update('another').digest('base64')}`
    const folder = temporaryFolder()
    const fetching = fetchPackage(
      { name: '@some/thing', version: '1.2.3', integrity },
      folder,
      context,
    )
    await expect(fetching).rejects.toThrow('did not arrive as it was published')
    expect(existsSync(join(folder, 'node_modules', '@some', 'thing', 'file.txt'))).toBe(false)
  },
)
