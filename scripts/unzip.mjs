// @ts-check
// Takes chosen files out of a zip. Our archive holds 25,000 entries of which we want a hundred:
// unpacking all of them takes a minute of a slow disk, these few seconds.
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { SetupError } from './say.mjs'

/**
 * @typedef {object} Entry one file of the archive
 * @property {string} name
 * @property {number} mode permission bits
 * @property {number} method 0 stored, 8 deflated
 * @property {number} crc
 * @property {number} size packed, in bytes
 * @property {number} unpackedSize in bytes
 * @property {number} offset of the entry's own header
 */

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06')
const DIRECTORY_ENTRY = 0x02014b50
const FILE_HEADER = 0x04034b50
const END_SIZE = 22 // bytes, plus a comment of up to 64 KiB
const ENTRY_SIZE = 46
const HEADER_SIZE = 30
const CHUNK = 1 << 20 // bytes

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position in bytes
 * @param {number} length in bytes
 */
async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  if (bytesRead !== length) throw new SetupError('The archive is cut short.')
  return buffer
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<Entry[]>} the archive's files; its folders are left out
 */
async function readDirectory(file) {
  const { size } = await file.stat()
  const tailSize = Math.min(size, END_SIZE + 0xffff)
  const tail = await readAt(file, size - tailSize, tailSize)
  const end = tail.lastIndexOf(END_OF_DIRECTORY)
  if (end < 0 || end + END_SIZE > tail.length)
    throw new SetupError('The archive is not a whole zip file.')
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))

  /** @type {Entry[]} */
  const entries = []
  for (let at = 0; at < directory.length; ) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new SetupError('The archive has a broken table of contents.')
    const nameEnd = at + ENTRY_SIZE + directory.readUInt16LE(at + 28)
    const name = directory.toString('utf8', at + ENTRY_SIZE, nameEnd)
    if (!name.endsWith('/')) {
      entries.push({
        name,
        method: directory.readUInt16LE(at + 10),
        crc: directory.readUInt32LE(at + 16),
        size: directory.readUInt32LE(at + 20),
        unpackedSize: directory.readUInt32LE(at + 24),
        mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777,
        offset: directory.readUInt32LE(at + 42),
      })
    }
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {string} archive its path
 * @param {Entry} entry
 * @param {string} target the path to write
 */
async function writeEntry(file, archive, entry, target) {
  const header = await readAt(file, entry.offset, HEADER_SIZE)
  if (header.readUInt32LE(0) !== FILE_HEADER || (entry.method !== 0 && entry.method !== 8)) {
    throw new SetupError(`The archive holds ${entry.name} in a form that is not known here.`)
  }
  await mkdir(dirname(target), { recursive: true })
  const start = entry.offset + HEADER_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28)
  let crc = 0
  let size = 0
  const check = new Transform({
    transform(chunk, _encoding, done) {
      crc = crc32(chunk, crc)
      size += chunk.length
      done(null, chunk)
    },
  })
  const out = createWriteStream(target, { mode: entry.mode || 0o644 })
  if (entry.size === 0) {
    await pipeline([], check, out)
  } else {
    const packed = createReadStream(archive, {
      start,
      end: start + entry.size - 1,
      highWaterMark: CHUNK,
    })
    await (entry.method === 0
      ? pipeline(packed, check, out)
      : pipeline(packed, createInflateRaw({ chunkSize: CHUNK }), check, out))
  }
  if (size !== entry.unpackedSize || crc !== entry.crc)
    throw new SetupError(`The archive holds ${entry.name} damaged.`)
}

/**
 * Unpacks the files of a zip that `wanted` names. Plain archives only: no encryption, none over 4
 * GiB.
 * @param {string} archive path of the zip
 * @param {string} folder where the files go, under their names in the archive
 * @param {(name: string) => boolean} wanted
 * @returns {Promise<number>} how many files were written
 * @throws {SetupError} when the archive or a file in it is damaged, or a name leads out of the
 *   folder
 */
export async function unzip(archive, folder, wanted) {
  const file = await open(archive)
  try {
    const entries = (await readDirectory(file)).filter((entry) => wanted(entry.name))
    for (const entry of entries) {
      const target = join(folder, entry.name)
      const inside = relative(folder, target)
      if (inside === '..' || inside.startsWith(`..${sep}`))
        throw new SetupError(`The archive names ${entry.name}, outside its folder.`)
      await writeEntry(file, archive, entry, target)
    }
    return entries.length
  } finally {
    await file.close()
  }
}
