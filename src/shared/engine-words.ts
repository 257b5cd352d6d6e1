// "Unexpected server error. Check server logs for details." and names of classes (opencode 1.18)
// tell a person nothing.
const WORDLESS = /^(?:Unexpected server error\b.*|\w*Error(?:: \w*Error)?)?$/
const STACK = /\n[ \t]+at \S/

/**
 * Takes from what the engine said of a failure what tells a person something: no places in its program,
 * of which it gives a page at times.
 * @returns empty when nothing is left
 */
export function engineWords(said: string): string {
  const words = said.split(STACK, 1)[0]?.trim() ?? ''
  return WORDLESS.test(words) ? '' : words
}

// What SQLite and the system say, which the engine repeats below a headline of its own ("effect/sql/
// SqlError: Failed to execute statement") among the places in its code (opencode 1.18.33).
// The classes of its own failures stand in front of their words.
const FAILURES: [said: RegExp, meaning: string][] = [
  [
    /database or disk is full|SQLITE_FULL|ENOSPC|EDQUOT|no space left on device/i,
    'The engine cannot store anything, as its disk is full. Make room on it, then try again.',
  ],
  [
    /database disk image is malformed|file is not a database|SQLITE_(?:CORRUPT|NOTADB)/i,
    'The engine’s database is damaged. Restart the engine, which then says what to do.',
  ],
  [
    /attempt to write a readonly database|SQLITE_READONLY|EROFS|read-only file system/i,
    'The engine may not write its database. Make the folder of its data writable, then try again.',
  ],
  [
    /disk I\/O error|SQLITE_IOERR/i,
    'The disk of the engine’s database does not work as it should. Look at it, then try again.',
  ],
  [
    /\bProviderNoProvidersError\b/,
    'No provider is connected, so there is no model to ask. Connect one, then send the message again.',
  ],
  [
    /\bProviderModelNotFoundError\b/,
    'The model that was to answer is not there any more. Choose another, then send the message again.',
  ],
]

/**
 * Finds in what the engine said of a failure a cause for which there is a remedy: its storage, no model.
 * @param said its whole message, with what follows the first line
 * @returns what happened and what to do, or undefined for another failure
 */
export function knownFailure(said: string): string | undefined {
  return FAILURES.find(([pattern]) => pattern.test(said))?.[1]
}
