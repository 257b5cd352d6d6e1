// @ts-check
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { temporaryFolder } from './testing.mjs'
import { unzip } from './unzip.mjs'

/**
 * Writes a zip file.
 * @param {Record<string, {text: string, mode?: number, stored?: boolean}>} files
 * @returns {Buffer}
 */
function zip(files) {
  const parts = []
  const directory = []
  let offset = 0
  for (const [name, { text, mode = 0o644, stored = false }] of Object.entries(files)) {
    const data = stored ? Buffer.from(text) : deflateRawSync(text)
    const common = Buffer.alloc(26) // from "version needed" to "extra field length"
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(stored ? 0 : 8, 4)
    common.writeUInt32LE(crc32(text), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(Buffer.byteLength(text), 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const central = Buffer.alloc(14)
    central.writeUInt32LE((0o100000 | mode) * 0x10000, 6)
    central.writeUInt32LE(offset, 10)
    const local = [Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]
    parts.push(...local)
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, central, Buffer.from(name))
    offset += Buffer.concat(local).length
  }
  const table = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, table, end])
}

/** @param {Buffer} bytes */
function archive(bytes) {
  const folder = temporaryFolder()
  const path = join(folder, 'archive.zip')
  writeFileSync(path, bytes)
  return { path, out: join(folder, 'out') }
}

const all = () => true

test('the wanted files are written with their permissions, the others are not', async () => {
  const { path, out } = archive(
    zip({
      'app/': { text: '', stored: true },
      'app/run': { text: 'run '.repeat(100_000), mode: 0o755 },
      'app/empty': { text: '', stored: true },
      'app/plain': { text: 'as it is', stored: true },
      'app/unwanted/file': { text: 'no' },
    }),
  )
  expect(await unzip(path, out, (name) => !name.startsWith('app/unwanted'))).toBe(3)
  expect(readdirSync(join(out, 'app')).sort()).toEqual(['empty', 'plain', 'run'])
  expect(readFileSync(join(out, 'app', 'run'), 'utf8')).toBe('run '.repeat(100_000))
  expect(readFileSync(join(out, 'app', 'plain'), 'utf8')).toBe('as it is')
  expect(statSync(join(out, 'app', 'run')).mode & 0o100).toBe(0o100)
})

test('a file whose content has changed is refused', async () => {
  const bytes = zip({ file: { text: 'as it is', stored: true } })
  bytes.write('AS', bytes.indexOf('as it is'))
  const { path, out } = archive(bytes)
  await expect(unzip(path, out, all)).rejects.toThrow('damaged')
})

test('an archive that is cut short is refused', async () => {
  const bytes = zip({ file: { text: 'as it is' } })
  const { path, out } = archive(bytes.subarray(0, bytes.length - 10))
  await expect(unzip(path, out, all)).rejects.toThrow('not a whole zip file')
})

test('a name that leads out of the folder is refused', async () => {
  const { path, out } = archive(zip({ '../outside': { text: 'no' } }))
  await expect(unzip(path, out, all)).rejects.toThrow('outside its folder')
})
