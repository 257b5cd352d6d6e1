// @ts-check
// What the set-up tells the person in front of it. All of it goes to stderr: stdout belongs to the
// app.

/** A failure that a person can act on: its message is all that is shown, without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message one sentence: what is wrong and what to do
   * @param {{cause?: unknown, details?: string}} [more] `details` is printed above the sentence:
   *   the tail of a program's output
   */
  constructor(message, { cause, details } = {}) {
    super(message, { cause })
    this.name = 'SetupError'
    this.details = details
  }
}

/** The set-up was told to stop: nothing is wrong, and nothing needs saying. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted.')
    this.name = 'Interrupted'
  }
}

/**
 * Prints one line on stderr.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * Announces slow work, and says every few seconds that it goes on.
 * @template T
 * @param {(line: string) => void} print
 * @param {string} label what is done, as in "npm packages: installing"
 * @param {() => Promise<T>} work
 * @param {{everyMs?: number, detail?: () => string}} [options] `detail` is asked at each line, for
 *   a byte count, say
 * @returns {Promise<T>} what `work` returns
 */
export async function withProgress(print, label, work, { everyMs = 5000, detail = () => '' } = {}) {
  const start = performance.now()
  const seconds = () => Math.round((performance.now() - start) / 1000)
  print(`${label} …`)
  const timer = setInterval(() => print(`${label} … ${seconds()} s${detail()}`), everyMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

const LINES_SHOWN = { first: 12, last: 12 }

/**
 * Cuts a program's output down to what a person reads. Most programs give the reason first or last.
 * @param {string} text
 * @returns {string}
 */
export function excerpt(text) {
  const lines = text.trim().split('\n')
  const cut = lines.length - LINES_SHOWN.first - LINES_SHOWN.last
  if (cut <= 1) return lines.join('\n')
  const middle = `  [… ${cut} lines …]`
  return [...lines.slice(0, LINES_SHOWN.first), middle, ...lines.slice(-LINES_SHOWN.last)].join(
    '\n',
  )
}

/**
 * Says what went wrong, the way the person needs it: one sentence for what was foreseen, all there
 * is for a bug of ours.
 * @param {unknown} error
 * @param {(line: string) => void} print
 */
export function explain(error, print) {
  if (error instanceof Interrupted) return
  if (!(error instanceof SetupError)) {
    print(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return
  }
  if (error.details) print(excerpt(error.details))
  print(error.message)
}

/**
 * The code of a failed system call.
 * @param {unknown} error
 * @returns {string} such as `ENOENT`; empty for anything else
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}
