// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { isForsaken, withLock } from './setup-lock.mjs'
import { contextForTest, temporaryFolder } from './testing.mjs'

const quick = { pollMs: 5 }

test('the lock is held during the work and given back after it, failed or not', async () => {
  const path = join(temporaryFolder(), 'out', 'lock')
  const seen = await withLock(path, contextForTest(), async () => readFileSync(path, 'utf8'))
  expect(seen).toBe(`${hostname()} ${process.pid}`)
  expect(existsSync(path)).toBe(false)
  const failing = withLock(path, contextForTest(), () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(existsSync(path)).toBe(false)
})

test('a second one waits for the first, and says so once', async () => {
  const path = join(temporaryFolder(), 'lock')
  writeFileSync(path, `${hostname()} ${process.ppid}`)
  const context = contextForTest()
  const work = vi.fn(async () => 'done')
  const waiting = withLock(path, context, work, quick)
  await vi.waitFor(() => expect(context.said).toHaveLength(1))
  expect(work).not.toHaveBeenCalled()
  rmSync(path)
  expect(await waiting).toBe('done')
  expect(context.said).toEqual([expect.stringContaining(`process ${process.ppid}`)])
})

test('waiting ends when the person wants out', async () => {
  const path = join(temporaryFolder(), 'lock')
  writeFileSync(path, `${hostname()} ${process.ppid}`)
  const stopping = new AbortController()
  const context = contextForTest({ signal: stopping.signal })
  const waiting = withLock(path, context, async () => 'done', quick)
  await vi.waitFor(() => expect(context.said).toHaveLength(1))
  stopping.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'Interrupted' })
})

test('the lock of a run that died is taken over', async () => {
  const path = join(temporaryFolder(), 'lock')
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(path, `${hostname()} ${dead}`)
  expect(await withLock(path, contextForTest(), async () => 'done', quick)).toBe('done')
})

test('a lock is forsaken when its holder is known to be dead, or has not touched it for long', () => {
  const here = { host: 'here', alive: (/** @type {number} */ pid) => pid === 1 }
  expect(isForsaken('here 1', 10_000, here)).toBe(false)
  expect(isForsaken('here 2', 0, here)).toBe(true)
  expect(isForsaken('there 2', 10_000, here)).toBe(false)
  expect(isForsaken('there 2', 60_000, here)).toBe(true)
  expect(isForsaken('here 1', 60_000, here)).toBe(true)
  // Its maker is about to write its name.
  expect(isForsaken('', 0, here)).toBe(false)
})
