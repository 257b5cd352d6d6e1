import { describe, expect, it } from 'vitest'
import { closed, fence } from './store/export-markdown'
import { countOccurrences, fold, foldWithPlaces } from './store/find-text'
import { splitBlocks, splitInlineCode, splitReferences } from './ui/blocks'
import { findTrigger } from './ui/composer/completion'
import { readDiff } from './ui/diff-lines'
import { linkBlocks } from './ui/markdown/links'
import { mendTail } from './ui/markdown/mend'
import { type Split, splitMarkdown } from './ui/markdown/split'
import { weigh } from './ui/markdown/weigh'
import { readPatch } from './ui/panel/patch'
import { readThoughts } from './ui/reasoning'
import { describeTool, type ToolPart } from './ui/tool-line'
import { plainText, readAnsi } from './ui/tools/ansi'
import { readMatches, readPaths } from './ui/tools/found-files'
import { readOutput } from './ui/tools/read-output'
import { taskResult } from './ui/tools/task-result'
import { revealText } from './ui/visible-text/reveal-text'
import { linesOf, rowsOf } from './ui/visible-text/rows'
import { looksOtherwise } from './ui/visible-text/shell-reading'
import { describeDeceptions } from './ui/visible-text/spell-out'

// What the page does with a text that an agent wrote, on its own thread: twice the text may take
// twice as long, and no more. Growth is looked at, not time: a slow machine is slow with both.

const tool = (name: string, output: string) =>
  ({
    id: 'prt_1',
    sessionID: 'ses_1',
    messageID: 'msg_1',
    callID: '1',
    type: 'tool',
    tool: name,
    state: {
      status: 'completed',
      input: { command: output, patchText: output },
      output,
      title: output,
      metadata: { exit: 1 },
      time: { start: 1, end: 1 },
    },
  }) satisfies ToolPart

/** As text comes while it is written: what was split before is at hand. */
function splitGrowing(text: string): void {
  let split: Split | undefined
  for (let part = 1; part <= 4; part += 1) {
    split = splitMarkdown(text.slice(0, (text.length * part) / 4), split)
  }
}

const HUNK = '--- a/a\n+++ b/a\n@@ -1,99999 +1,99999 @@\n'
const works: Record<string, (text: string) => unknown> = {
  mend: mendTail,
  split: splitMarkdown,
  'split while it grows': splitGrowing,
  'links of a block': (text) => linkBlocks([{ kind: 'markdown', start: 0, text, links: '' }], []),
  weigh,
  ansi: readAnsi,
  'ansi as text': plainText,
  'what was said': (text) => splitBlocks(text),
  'code in it': splitInlineCode,
  'names in it': splitReferences,
  diff: readDiff,
  'lines of a diff': (text) => readDiff(HUNK + text),
  patch: (text) => readPatch(text, 1_000),
  'lines of a patch': (text) => readPatch(HUNK + text, 1_000),
  'a command on a line': (text) => describeTool(tool('bash', text), '/a', false),
  'a patch on a line': (text) => describeTool(tool('apply_patch', text), '/a', false),
  'a file that was read': (text) => readOutput(text, {}),
  'what was found': (text) => [readMatches(text), readPaths(text)],
  'a task': taskResult,
  thoughts: readThoughts,
  export: (text) => [closed(text), fence(text)],
  find: (text) => [countOccurrences(fold(text), 'a'), foldWithPlaces(text)],
  reveal: (text) =>
    (['words', 'code', 'name', 'command', 'doubtful-command'] as const).map((manner) =>
      revealText(text, manner),
    ),
  deceptions: (text) => describeDeceptions([{ text, manner: 'code' }]),
  'a command as it looks': (text) => [looksOtherwise(text), looksOtherwise(`echo “${text}`)],
  rows: (text) => rowsOf(linesOf(text)),
  complete: (text) => findTrigger(text, text.length),
}

const PIECES = [
  'a',
  ' ',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '\u2028',
  '[',
  '\\[',
  '[a](',
  '[a]',
  '[a]: b\n',
  '![',
  ']',
  '`',
  '``` ',
  '~',
  '~~~\n',
  '*',
  '*a ',
  '_a',
  '**',
  '>',
  '> ',
  '- ',
  '-\n',
  '1. ',
  '#',
  '|',
  '|-',
  '<',
  '<!--',
  '</',
  '&',
  '@',
  '@.',
  '/',
  '.',
  '"',
  '{',
  '+',
  '@@ ',
  '--- \t',
  '+\n',
  '\u001b',
  '\u001b[',
  '\u001b]',
  '\u001b[1m',
  '<content>\n',
  '<path>',
  '<task_result>',
  '*** Add File: ',
  '\u0301',
  'é',
  '👋',
  '[^a]:',
  '\u202e',
  '\u200b',
  '\u00a0',
  'а',
  'pа ',
  'א ',
  '\u{e0041}',
]
// What stands before and after may decide whether all of it is tried again.
const ENDS = [
  ['', ''],
  ['a\n', ' x'],
  ['[a]: b\n\n', '\r'],
  ['```', '\u2028'],
] as const

const SMALL = 4_000
const TIMES = 8
// In proportion it would be 8, and by the square 64.
const MOST_GROWTH = 30
// In proportion it would be 4, and by the square 16.
const MORE_TIMES = 4
const MOST_MORE_GROWTH = 8
// Less is noise.
const LEAST_MS = 20

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

const least = (times: number, measure: () => number) =>
  Math.min(...Array.from({ length: times }, measure))

function growth(work: (text: string) => unknown, make: (length: number) => string): number {
  const [small, large] = [make(SMALL), make(SMALL * TIMES)]
  if (cpuMs(() => work(large)) < LEAST_MS) return 1
  const once = least(5, () => cpuMs(() => work(small)))
  const times = least(3, () => cpuMs(() => work(large))) / Math.max(once, 0.2)
  if (times <= MOST_GROWTH) return times
  // Once more further on: a collection of garbage may have come between.
  const further = make(SMALL * TIMES * MORE_TIMES)
  const more = least(2, () => cpuMs(() => work(further))) / least(3, () => cpuMs(() => work(large)))
  return more > MOST_MORE_GROWTH ? times : 1
}

const repeated = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length))

describe('work on what an agent wrote', () => {
  it.each(Object.entries(works))('grows with its length: %s', { timeout: 240_000 }, (_, work) => {
    const worse = PIECES.flatMap((piece) =>
      ENDS.flatMap(([before, after]) => {
        const times = growth(work, (length) => before + repeated(piece, length) + after)
        return times > MOST_GROWTH ? `${JSON.stringify([before, piece, after])}: ${times}` : []
      }),
    )
    expect(worse).toEqual([])
  })

  it('is seen when it does not', () => {
    const square = (text: string) => /\s*x$/.test(text)
    expect(growth(square, (length) => ' '.repeat(length / 4))).toBeGreaterThan(MOST_GROWTH)
  })
})
