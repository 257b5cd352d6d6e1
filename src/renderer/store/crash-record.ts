import type { Saved } from './saved'

const KEY = 'wheelhouse.life'
/** Crashes that are closer to each other than this, in ms, are one trouble. */
const TOGETHER_MS = 120_000
/** So many of them, and the page does not show again by itself what it showed. */
const MANY = 2

/** What a page knows of how the pages before it ended in the same window or tab. */
export interface CrashRecord {
  /** Whether the last two of them crashed within two minutes. */
  readonly isRepeated: boolean
  /** Notes a defect that took the whole page down: its reload counts as one after a crash. */
  noteDefect(): void
}

export interface CrashRecordOptions {
  /** Survives a reload and a crash, and ends with the window or tab; as `sessionStorage` does. */
  saved: Saved
  /** Says when the page goes, and when a browser takes it out of its cache again. */
  page: Pick<Window, 'addEventListener'>
  /** Milliseconds since the epoch. */
  now?: () => number
}

/**
 * Records that this page lives, until it says goodbye. A page that crashes says none, so the next
 * one knows; that holds for a window and for a browser's tab alike. Call it once.
 */
export function keepCrashRecord({ saved, page, now = Date.now }: CrashRecordOptions): CrashRecord {
  const before = saved.readFields(KEY)
  const known = (Array.isArray(before.crashes) ? before.crashes : []).filter(
    (at): at is number => typeof at === 'number',
  )
  const at = now()
  const crashes = before.isAlive === true ? [...known, at] : known
  // A clock that was set back makes no crash of the future count.
  const recent = crashes.filter((it) => it <= at && at - it < TOGETHER_MS).slice(-MANY)
  let hasDefect = false
  const write = (isAlive: boolean) => saved.write(KEY, { isAlive, crashes: recent })

  write(true)
  page.addEventListener('pagehide', () => {
    if (!hasDefect) write(false)
  })
  page.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) write(true)
  })
  return {
    isRepeated: before.isAlive === true && recent.length >= MANY,
    noteDefect: () => {
      hasDefect = true
    },
  }
}
