// @ts-check
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installOnce, isAbandoned } from './cache-install.mjs'
import { temporaryFolder } from './testing.mjs'

/** @param {string} text @returns {(work: string) => Promise<string>} */
const making = (text) => async (work) => {
  const made = join(work, 'made')
  await mkdir(made)
  await writeFile(join(made, 'file'), text)
  return made
}

test('what is made stands in its place, and nothing beside it', async () => {
  const cache = join(temporaryFolder(), 'not', 'there', 'yet')
  await installOnce(join(cache, 'thing'), making('whole'))
  expect(readdirSync(cache)).toEqual(['thing'])
  expect(readFileSync(join(cache, 'thing', 'file'), 'utf8')).toBe('whole')
})

test('what is there is not made again', async () => {
  const target = join(temporaryFolder(), 'thing')
  await installOnce(target, making('first'))
  await installOnce(target, () => Promise.reject(new Error('made again')))
  expect(readFileSync(join(target, 'file'), 'utf8')).toBe('first')
})

test('a failure half-way leaves nothing', async () => {
  const cache = temporaryFolder()
  const failing = installOnce(join(cache, 'thing'), async (work) => {
    await making('half')(work)
    throw new Error('torn cable')
  })
  await expect(failing).rejects.toThrow('torn cable')
  expect(readdirSync(cache)).toEqual([])
})

test('two at the same time both end with one whole thing', async () => {
  const cache = temporaryFolder()
  const target = join(cache, 'thing')
  const second = new AbortController() // aborted once the second one is at work
  await Promise.all([
    installOnce(target, async (work) => {
      if (!second.signal.aborted) await once(second.signal, 'abort')
      return making('first')(work)
    }),
    installOnce(target, async (work) => {
      second.abort()
      return making('second')(work)
    }),
  ])
  expect(readdirSync(cache)).toEqual(['thing'])
  expect(readFileSync(join(target, 'file'), 'utf8')).toMatch(/^(first|second)$/)
})

test('what a dead run left is removed, what a living one works on is not', async () => {
  const cache = temporaryFolder()
  const host = hostname().replace(/[^\w-]/g, '_')
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  mkdirSync(join(cache, `thing.tmp-${host}-${dead}-abc123`))
  mkdirSync(join(cache, `thing.tmp-${host}-${process.ppid}-abc123`))
  await installOnce(join(cache, 'thing'), making('whole'))
  expect(readdirSync(cache).sort()).toEqual(['thing', `thing.tmp-${host}-${process.ppid}-abc123`])
})

test("another machine's working folder counts as abandoned after a day", () => {
  const hour = 60 * 60 * 1000
  const dead = () => false
  expect(isAbandoned('thing.tmp-some-other-host-12-abc123', hour, dead)).toBe(false)
  expect(isAbandoned('thing.tmp-some-other-host-12-abc123', 25 * hour, dead)).toBe(true)
  expect(isAbandoned('thing', 25 * hour, dead)).toBe(false)
})

test('a cache that cannot be one is named, with the remedy', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  await expect(installOnce(join(file, 'thing'), making('whole'))).rejects.toThrow(
    /cannot be used \((EEXIST|ENOTDIR)\).*XDG_CACHE_HOME/,
  )
})

test('a full disk is told as one, and leaves nothing', async () => {
  const cache = temporaryFolder()
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const target = join(cache, 'thing')
  await expect(installOnce(target, () => Promise.reject(full))).rejects.toThrow('(ENOSPC)')
  expect(existsSync(target)).toBe(false)
})
