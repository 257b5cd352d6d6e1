// @ts-check
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { endMarked, findMarked } from './leftovers.mjs'

const patient = { timeout: 20_000 } // this machine may be busy with other tests

/** @param {string} mark */
function startMarked(mark) {
  const env = { ...process.env, TEST_MARK: mark }
  const child = spawn('sleep', ['60'], { env, detached: true, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

test.runIf(existsSync('/proc'))(
  'processes that bear the mark are found and ended',
  async () => {
    const mark = randomUUID()
    const child = startMarked(mark)
    const other = startMarked(randomUUID())
    await vi.waitFor(async () => {
      expect(await findMarked(`TEST_MARK=${mark}`)).toEqual([{ pid: child.pid, name: 'sleep' }])
    }, patient)
    expect(await endMarked(`TEST_MARK=${mark}`, { graceMs: 100 })).toEqual(['sleep'])
    await vi.waitFor(() => expect(child.signalCode).toBe('SIGTERM'), patient)
    expect(other.exitCode ?? other.signalCode).toBeNull()
  },
  60_000,
)

test('when nothing is left, nothing is said', async () => {
  expect(await endMarked(`TEST_MARK=${randomUUID()}`)).toEqual([])
})
