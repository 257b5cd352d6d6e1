import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, it } from 'vitest'
import { FileRefused, readWithin, requireWithin } from './open-within'
import { makeTemporaryFolders } from './testing/temporary'

const { home, project, remove } = makeTemporaryFolders()
afterAll(remove)

/** Puts one after the other in a place, as fast as it can, until it is ended. */
const SWAPPER = `
const { workerData } = require('node:worker_threads')
const { renameSync } = require('node:fs')
const { place, spare, others } = workerData
for (;;) {
  for (const other of others) {
    renameSync(place, spare)
    renameSync(other, place)
    renameSync(place, other)
    renameSync(spare, place)
  }
}
`

async function whileSwapped<T>(workerData: object, run: () => Promise<T>): Promise<T> {
  const worker = new Worker(SWAPPER, { eval: true, workerData })
  await new Promise((resolve) => worker.once('online', resolve))
  try {
    return await run()
  } finally {
    await worker.terminate()
  }
}

/** What is swapped in a folder, and for what. */
const SWAPS = [
  ['file', 'link', 'pipe'],
  ['.', 'folder link'],
] as const

const descriptors = () => readdirSync('/proc/self/fd').length

it.skipIf(process.platform === 'win32')(
  'a file, or a folder on the way to it, that is swapped for a link or a pipe is read or refused',
  async () => {
    const before = process.platform === 'linux' ? descriptors() : 0
    for (const [n, [place, ...others]] of SWAPS.entries()) {
      const spares = join(home, `spares${n}`)
      const outside = join(home, `outside${n}`)
      const folder = join(project, `folder${n}`)
      for (const it of [spares, outside, folder]) mkdirSync(it)
      writeFileSync(join(outside, 'file'), 'SECRET')
      writeFileSync(join(folder, 'file'), 'ours')
      symlinkSync(join(outside, 'file'), join(spares, 'link'))
      symlinkSync(outside, join(spares, 'folder link'))
      execFileSync('mkfifo', [join(spares, 'pipe')])
      const swap = {
        place: join(folder, place),
        spare: join(spares, 'spare'),
        others: others.map((name) => join(spares, name)),
      }
      const seen = new Map<string, number>()
      await whileSwapped(swap, async () => {
        for (let reads = 0; reads < 500 || seen.size < 2 || !seen.has('ours'); reads += 1) {
          const found = await readWithin(project, join(folder, 'file'), 100).then(
            ({ content }) => content.toString(),
            (error: unknown) => {
              expect(error).toBeInstanceOf(FileRefused)
              return (error as FileRefused).refusal
            },
          )
          seen.set(found, (seen.get(found) ?? 0) + 1)
        }
      })
      expect([...seen.keys()]).not.toContain('SECRET')
    }
    if (process.platform === 'linux') expect(descriptors()).toBe(before)
  },
)

it('a file that is too large, or grows, is not read beyond the limit', async () => {
  const file = join(project, 'size')
  writeFileSync(file, 'x'.repeat(100))
  expect((await readWithin(project, file, 100)).content).toHaveLength(100)
  await expect(readWithin(project, file, 99)).rejects.toMatchObject({ refusal: 'too large' })
  await expect(requireWithin(project, file)).resolves.toBeUndefined()
  if (process.platform !== 'linux') return
  // What says that it has no length, and has one.
  await expect(readWithin('/proc/self', '/proc/self/environ', 1)).rejects.toMatchObject({
    refusal: 'too large',
  })
})

it.skipIf(process.platform === 'win32')('a device is not even opened', async () => {
  await expect(readWithin('/dev', '/dev/null', 1)).rejects.toMatchObject({ refusal: 'special' })
})
