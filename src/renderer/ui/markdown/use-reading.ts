import { useMemo, useState } from 'react'
import { markdownResults } from '../../work/markdown-results'
import type { Wish } from '../../work/results'
import type { Outcome } from '../../work/timed-worker'
import { useResult } from '../../work/use-result'
import { type ReadMarkdown, readMarkdown } from './read-markdown'
import { weigh } from './weigh'

/** Of work in the worker. */
const READ_MS = 2_000
/** When a person asks for it. */
const PATIENT_MS = 10_000

// What is read at once, so that it stands there in the first frame: the worst of it takes tens of ms.
const AT_ONCE = { chars: 10_000, marks: 400, depth: 8 }
// And of that so much at a time; what comes on top goes to the worker too.
const SPAN_MS = 100
const SPENT_MS = 40
let span = { start: 0, spent: 0 }

interface Options {
  /** Whether it is still being written: it is read again and again, and not kept. */
  isTail: boolean
  isPatient: boolean
}

/** How reading a text goes. */
export interface Reading {
  /** What was read last; while a text grows, of the text as it was then. */
  readonly read: ReadMarkdown | undefined
  /** Whether it is not to be had in time. */
  readonly isLate: boolean
}

/** Reads a Markdown text: at once where that is quick, else in the worker. */
export function useReading(source: string, { isTail, isPatient }: Options): Reading {
  const now = useMemo(() => readAtOnce(source, isTail), [source, isTail])
  const [asked, setAsked] = useState(source)
  const [shown, setShown] = useState<ReadMarkdown>()
  const [gaveUp, setGaveUp] = useState(false)
  const isOver = gaveUp && isTail
  const outcome = useResult(
    markdownResults,
    now || isOver ? undefined : wishFor(asked, { isTail, isPatient }),
  )
  const read = now ?? (outcome?.kind === 'done' ? outcome.value : undefined)
  if (read && read !== shown) setShown(read)
  // A text that grows would be late each time anew.
  if (outcome && outcome.kind !== 'done' && isTail && !gaveUp) setGaveUp(true)
  // One at a time: a text that grows faster than it is read would never be.
  if (asked !== source && (now || outcome || !isTail)) setAsked(source)
  const isLate = !now && (isOver || (outcome !== undefined && outcome.kind !== 'done'))
  return { read: isLate ? undefined : (read ?? shown), isLate }
}

function wishFor(source: string, { isTail, isPatient }: Options): Wish<string> {
  const ms = isPatient ? PATIENT_MS : READ_MS
  return { key: isPatient ? `patient\n${source}` : source, job: source, ms, isKept: !isTail }
}

function readAtOnce(source: string, isTail: boolean): ReadMarkdown | undefined {
  const known: Outcome<ReadMarkdown> | undefined = markdownResults.peek(source)
  if (known) return known.kind === 'done' ? known.value : undefined
  if (!isLight(source) || !hasTime()) return undefined
  const start = performance.now()
  const value = readMarkdown(source)
  span.spent += performance.now() - start
  if (!isTail) markdownResults.keep(source, { kind: 'done', value })
  return value
}

function isLight(source: string): boolean {
  if (source.length > AT_ONCE.chars) return false
  const { marks, depth } = weigh(source)
  return marks <= AT_ONCE.marks && depth <= AT_ONCE.depth
}

function hasTime(): boolean {
  const now = performance.now()
  if (now - span.start > SPAN_MS) span = { start: now, spent: 0 }
  return span.spent < SPENT_MS
}
