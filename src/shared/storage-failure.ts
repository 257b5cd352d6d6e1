// What SQLite and the system say, which the engine repeats below a headline of its own ("effect/sql/
// SqlError: Failed to execute statement") among the places in its code (opencode 1.18.33).
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
]

/**
 * Finds in what the engine said of a failure that its storage is the cause.
 * @param said its whole message, with what follows the first line
 * @returns what happened and what to do, or undefined for another failure
 */
export function storageFailure(said: string): string | undefined {
  return FAILURES.find(([pattern]) => pattern.test(said))?.[1]
}
