import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { makeTemporaryFolders, type TemporaryFolders } from './temporary'

/**
 * Gives each test of a file folders of its own, which go with it.
 * @param isOpen whether other users may look in, so that what they may not is what is tested
 * @returns those of the test that runs
 */
export function eachTemporary({ isOpen = false } = {}): () => TemporaryFolders {
  let folders: TemporaryFolders
  beforeEach(() => {
    folders = makeTemporaryFolders()
    if (isOpen) chmodSync(dirname(folders.home), 0o755)
  })
  afterEach(() => folders.remove())
  return () => folders
}
