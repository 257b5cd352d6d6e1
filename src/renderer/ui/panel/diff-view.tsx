import { type ReactNode, useMemo, useState } from 'react'
import {
  type ChangeData,
  Decoration,
  Diff,
  Hunk,
  type HunkData,
  type HunkTokens,
  type TokenNode,
} from 'react-diff-view'
import type { FileChange } from '../../store/file-changes'
import type { DiffLayout } from '../../store/panel'
import { type CodeJob, codeResults } from '../../work/code-results'
import type { Wish } from '../../work/results'
import { useResult } from '../../work/use-result'
import { hasMore, MarksAmong, useMarks } from '../visible-text/marks'
import { isPlain } from '../visible-text/reveal-text'
import { VisibleText } from '../visible-text/visible-text'
import { besideEachOther, type PatchBlock, type PatchStep, readPatch } from './patch'

/** How many lines that changed are shown at once: a browser lays out a thousand in no time. */
const SHOWN_LINES = 1_000
// Both take all lines up to the last one; beyond, a diff is plain.
const HIGHLIGHTED_LINES = 5_000
// To compare word by word takes up to a second where much changed.
const COMPARED_CHANGES = 400
/** Of work in the worker; what is not done by then stays plain. */
const COLOUR_MS = 2_000

/** The lines of one file that changed. */
export default function DiffView({ file, layout }: { file: FileChange; layout: DiffLayout }) {
  const [limit, setLimit] = useState(SHOWN_LINES)
  const patch = useMemo(() => readPatch(file.patch, limit), [file.patch, limit])
  const isPlain = patch.lastLine > HIGHLIGHTED_LINES
  if (patch.steps.length === 0) return <p className="panel-note">{whyNothing(file)}</p>
  return (
    <>
      {patch.steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <div key={index} className="diff-step">
          {patch.steps.length > 1 && (
            <p className="diff-step-title">
              Step {index + 1} of {patch.steps.length}
              {patch.isCut && ' or more'}
            </p>
          )}
          <Step step={step} layout={layout} language={isPlain ? '' : languageOf(file.name)} />
        </div>
      ))}
      {patch.isCut && (
        <p className="panel-note diff-more">
          The first {limit.toLocaleString('en')} changed lines are shown.
          <button
            type="button"
            className="quiet-button"
            onClick={() => setLimit(limit + SHOWN_LINES)}
          >
            Show more
          </button>
        </p>
      )}
    </>
  )
}

function whyNothing({ state, oldName }: FileChange): string {
  if (state === 'renamed') return `Renamed from ${oldName}. Its text did not change.`
  return 'No lines to show: the file is binary or empty.'
}

interface StepProps {
  step: PatchStep
  layout: DiffLayout
  language: string
}

function Step({ step: { blocks }, layout, language }: StepProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const hunks = useMemo(() => blocks.map(({ hunk }) => hunk), [blocks])
  const isSplit = layout === 'split'
  const tokens = useTokens(hunks, language)
  const shown = blocks.filter(({ kind }, index) => kind === 'hunk' || opened.has(index))
  const lines = shown.flatMap(({ hunk }) => hunk.changes.map(({ content }) => content))
  const isTooMarked = hasMore(lines, 'code', useMarks())
  // One column is enough for a file that came or went as a whole.
  const isOneSided = hunks.every(({ changes }) => isOnly(changes, 'insert'))
    ? 'add'
    : hunks.every(({ changes }) => isOnly(changes, 'delete'))
      ? 'delete'
      : undefined
  return (
    // A line is many pieces: nobody knows how many before they are drawn.
    <MarksAmong count={isTooMarked ? Number.POSITIVE_INFINITY : 1}>
      <Diff
        className="changes-diff"
        diffType={isOneSided ?? 'modify'}
        viewType={isOneSided ? 'unified' : layout}
        hunks={hunks}
        tokens={tokens ?? null}
        renderToken={(token, _, index) => <Token key={index} token={token} />}
      >
        {() =>
          blocks.flatMap((block, index) => {
            if (block.kind === 'hunk' || opened.has(index)) {
              // biome-ignore lint/suspicious/noArrayIndexKey: a patch never changes
              return <Hunk key={index} hunk={isSplit ? besideEachOther(block.hunk) : block.hunk} />
            }
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a patch never changes
              <Decoration key={index}>
                <Gap block={block} onOpen={() => setOpened(new Set(opened).add(index))} />
              </Decoration>
            )
          })
        }
      </Diff>
    </MarksAmong>
  )
}

const isChange = ({ type }: ChangeData) => type !== 'normal'

const isOnly = (changes: HunkData['changes'], type: 'insert' | 'delete') =>
  changes.every((it) => it.type === type)

function Gap({ block, onOpen }: { block: PatchBlock; onOpen: () => void }) {
  return (
    <button type="button" className="diff-gap-button" onClick={onOpen}>
      Show {block.hunk.changes.length.toLocaleString('en')} unchanged lines
    </button>
  )
}

/** A piece of a line, so that it shows what it is. */
function Token({ token: { type, value, children, className, properties } }: { token: TokenNode }) {
  const text = typeof value === 'string' ? value : ''
  const words = text !== '' && <VisibleText text={text} manner="code" />
  if (type === 'text') return words
  const name: unknown = className ?? properties?.className
  const classes = Array.isArray(name) ? name.join(' ') : String(name ?? '')
  return (
    <span className={type === 'edit' ? 'diff-code-edit' : classes}>
      {words || nested(children)}
    </span>
  )
}

const nested = (children: readonly TokenNode[] = []): ReactNode =>
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line have no name but their place
  children.map((token, index) => <Token key={index} token={token} />)

const isAllPlain = (hunks: readonly HunkData[]) =>
  hunks.every(({ changes }) => changes.every(({ content }) => isPlain(content, 'code')))

/** What is highlighted, once it is: the language, and within lines that changed the words that did. */
function useTokens(hunks: HunkData[], language: string): HunkTokens | undefined {
  const wish = useMemo(() => wishFor(hunks, language), [hunks, language])
  const outcome = useResult(codeResults, wish)
  // Lines that are not taken apart are shown as they are, and these must not be.
  const plain = useMemo(() => (isAllPlain(hunks) ? undefined : linesOf(hunks)), [hunks])
  return (outcome?.kind === 'done' ? outcome.value.tokens : undefined) ?? plain
}

/** The lines as they are, each as one piece. */
function linesOf(hunks: readonly HunkData[]): HunkTokens {
  const tokens: HunkTokens = { old: [], new: [] }
  for (const change of hunks.flatMap(({ changes }) => changes)) {
    const line = [{ type: 'text', value: change.content }]
    const old = change.type === 'normal' ? change.oldLineNumber : change.lineNumber
    const now = change.type === 'normal' ? change.newLineNumber : change.lineNumber
    if (change.type !== 'insert') tokens.old[old - 1] = line
    if (change.type !== 'delete') tokens.new[now - 1] = line
  }
  return tokens
}

let count = 0

function wishFor(hunks: HunkData[], language: string): Wish<CodeJob> | undefined {
  if (language === '') return undefined
  const changed = hunks.flatMap(({ changes }) => changes).filter(isChange).length
  const isCompared = changed <= COMPARED_CHANGES
  // The lines as a key would take as much room again.
  count += 1
  const job = { kind: 'diff', language, hunks, isCompared } as const
  return { key: `diff ${count}`, job, ms: COLOUR_MS, isKept: false }
}

/** By the extension, which highlight.js takes for a name; a word that is none is plain text. */
const languageOf = (name: string) => name.split('.').at(-1)?.toLowerCase() || 'text'
