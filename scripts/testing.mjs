// @ts-check
// What the tests of these scripts share.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * Makes a folder that is gone when the running test is over.
 * @returns {string} its path
 */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-scripts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * What a step of the set-up is given, with what it says kept for the test to read.
 * @param {Partial<import('./command.mjs').Context>} [more]
 * @returns {import('./command.mjs').Context & {said: string[]}}
 */
export function contextForTest(more) {
  /** @type {string[]} */
  const said = []
  return {
    root: '/nowhere',
    env: { PATH: process.env.PATH },
    signal: new AbortController().signal,
    say: (line) => said.push(line),
    said,
    ...more,
  }
}
