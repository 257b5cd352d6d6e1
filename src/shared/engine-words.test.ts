import { describe, expect, it } from 'vitest'
import { knownFailure } from './engine-words'

// As opencode 1.18.33 said it of a prompt on a full disk, shortened.
const SAID = `effect/sql/SqlError: Failed to execute statement
    at <anonymous> (/$bunfs/root/chunk-kady4tst.js:54:29098)
    at Session.updateMessage (/$bunfs/root/chunk-98mftdra.js:21:9866) {
  [cause]: effect/sql/SqlError/UnknownError: Failed to execute statement
      at runLoop (/$bunfs/root/chunk-c6vzj92n.js:25:2045) {
    [cause]: SQLiteError: CAUSE
        at run (bun:sqlite:322:23)
  }
}`

describe('a failure of the engine’s storage', () => {
  it.each([
    ['database or disk is full', /disk is full\. Make room/],
    ['ENOSPC: no space left on device, write', /disk is full\. Make room/],
    ['database disk image is malformed', /is damaged\. Restart/],
    ['attempt to write a readonly database', /may not write its database\. Make/],
    ['disk I/O error', /disk .* does not work/],
  ])('is found below its headline: %s', (cause, meaning) => {
    expect(knownFailure(SAID.replace('CAUSE', cause))).toMatch(meaning)
  })

  it('is nothing else', () => {
    for (const said of ['', 'Rate limit', SAID]) expect(knownFailure(said)).toBeUndefined()
  })
})
