import type { readFileSync, Stats } from 'node:fs'
import { beforeEach, expect, it, vi } from 'vitest'
import { requirePrivateFile } from './private-folder'

const system = vi.hoisted(() => ({ map: '' }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  return {
    ...fs,
    readFileSync: ((path: string, encoding: BufferEncoding) =>
      path === '/proc/self/uid_map'
        ? system.map
        : fs.readFileSync(path, encoding)) as typeof readFileSync,
    lstatSync: () => ({ uid: 65_534 }) as Stats,
  }
})

const refusal = () => {
  try {
    return requirePrivateFile('/a/file', 0)
  } catch (error) {
    return String(error)
  }
}
beforeEach(() => {
  system.map = '         0          0 4294967295\n'
})

it('who is root is told of sudo', () => {
  expect(refusal()).toMatch(/runs as root.*without sudo/)
})

it('who has root’s number in a container is not', () => {
  system.map = '         0       1000          1\n'
  expect(refusal()).toMatch(/belongs to another user \(uid 65534\)/)
  expect(refusal()).not.toMatch(/root|sudo/)
})
