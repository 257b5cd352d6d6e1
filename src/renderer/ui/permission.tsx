import { useMemo } from 'react'
import type { PermissionRequest } from '../../shared/engine-types'
import { AskEnd } from './ask-end'
import { AskTitle } from './ask-title'
import { callOf } from './asked-input'
import { useStore } from './context'
import { Diff } from './diff'
import { type DiffLine, readDiff } from './diff-lines'
import { Icon } from './icons'
import { PermissionAnswers } from './permission-answers'
import { type AlwaysLine, describeAlways, describePermission } from './permission-line'
import { Hidden } from './plain-text'
import { useFirstLines } from './use-shown'
import { CodeRows } from './visible-text/code-rows'
import { DeceptionWarning } from './visible-text/deception-note'
import type { Manner } from './visible-text/reveal-text'
import { describeExtent, linesOf, measure } from './visible-text/rows'
import { mannerOf } from './visible-text/shell-reading'
import { describeDeceptions } from './visible-text/spell-out'
import { VisibleText } from './visible-text/visible-text'

interface Props {
  request: PermissionRequest
  /** The session that is looked at. */
  sessionID: string
  isOfSubAgent: boolean
  /** A note on what else waits; empty when nothing does. */
  note: string
}

/** What the agent wants leave for, and the answers to it. */
export function Permission({ request, sessionID, isOfSubAgent, note }: Props) {
  const directory = useStore((store) => store.list.get(sessionID)?.directory)
  const call = useStore((store) => callOf(store, request))
  const line = useMemo(
    () => describePermission(request, directory, call?.state.input, call?.tool),
    [request, directory, call],
  )
  const always = useMemo(() => describeAlways(request), [request])
  const diff = useFirstLines(line.diff)
  const parts = useMemo(() => partsOf(line, diff.head), [line, diff.head])
  const warning = useMemo(
    () =>
      describeDeceptions([
        // What is short first: of very much text only the beginning is looked through.
        { text: line.wants, manner: 'name' },
        ...(always?.patterns ?? []).map((text) => ({ text, manner: 'name' as const })),
        ...parts.flatMap(({ written, manner }) => written.map((text) => ({ text, manner }))),
      ]),
    [parts, always, line],
  )
  const hiddenDiff = line.diff.slice(diff.head.length)
  const extent = useMemo(() => extentOf(parts, hiddenDiff), [parts, hiddenDiff])
  const isListed = always !== undefined && isLongList(always)
  return (
    <>
      <AskTitle icon={line.icon} isOfSubAgent={isOfSubAgent}>
        The agent wants to <VisibleText text={line.wants} manner="name" />
      </AskTitle>
      {warning !== '' && <DeceptionWarning said={warning} isUrgent />}
      {parts.map(({ name, label, lines, manner, diffLines }) => {
        // What is not shown yet has no end that could be in view.
        const isWhole = name !== 'diff' || diff.hidden === 0
        const end = isWhole && <AskEnd requestID={request.id} part={name} />
        return diffLines ? (
          <Diff key={name} lines={diffLines} label={label} end={end} />
        ) : (
          <CodeRows
            key={name}
            lines={lines}
            manner={manner}
            label={label}
            className={classOf(name, manner, lines)}
            end={end}
          />
        )
      })}
      {diff.hidden > 0 && <Hidden chars={diff.hidden} text={line.diff} onMore={diff.showMore} />}
      {isListed && (
        <>
          <p className="ask-note">
            “Allow always” covers {always.patterns.length.toLocaleString('en')} patterns:
          </p>
          <CodeRows
            lines={always.patterns.map((text) => ({ text }))}
            manner="name"
            label="Patterns that “Allow always” covers"
            className="ask-target code-text"
            end={<AskEnd requestID={request.id} part="always" />}
          />
        </>
      )}
      {line.notes.map((note) => (
        <p key={note} className="ask-note ask-unknown">
          <Icon name="alert" />
          {note}
        </p>
      ))}
      <PermissionAnswers
        request={request}
        always={always}
        isListed={isListed}
        parts={parts.map(({ name }) => name)}
        extent={extent}
        note={note}
      />
    </>
  )
}

// About what a small window shows on a line.
const ONE_LINE_CHARS = 40

type PartName = 'names' | 'target' | 'details' | 'diff'

/** What has to be read before it is allowed. */
interface Part {
  readonly name: PartName
  readonly label: string
  readonly lines: readonly { text: string }[]
  readonly manner: Manner
  /** All of it as it was written: names one by one, anything else as a whole. */
  readonly written: readonly string[]
  /** The lines, where they are those of a diff. */
  readonly diffLines?: readonly DiffLine[]
}

function classOf(name: PartName, manner: Manner, lines: Part['lines']): string {
  if (name === 'names') return 'ask-path code-text'
  const isTall = lines.length > 1 || lines.some(({ text }) => text.length > ONE_LINE_CHARS)
  return ['ask-target', isTall && 'ask-tall', manner !== 'words' && 'code-text']
    .filter(Boolean)
    .join(' ')
}

function partsOf(
  { names, target, isCode, isCommand, details, diff: whole }: ReturnType<typeof describePermission>,
  diff: string,
): readonly Part[] {
  const diffLines = readDiff(diff)
  // A shell takes the first half of a CR LF for a character of its word.
  const commands = target.split('\n').map((text) => ({ text }))
  const parts: Part[] = [
    {
      name: 'target',
      label: 'What it would do',
      lines: isCommand ? commands : linesOf(target),
      written: isCommand ? commands.map(({ text }) => text) : [target],
      manner: isCommand ? mannerOf(target) : isCode ? 'code' : 'words',
    },
    {
      name: 'names',
      label: 'What it is about',
      lines: names.map((text) => ({ text })),
      written: names,
      manner: 'name',
    },
    {
      name: 'details',
      label: 'What it is given',
      lines: linesOf(details),
      written: [details],
      manner: 'code',
    },
    {
      name: 'diff',
      label: 'What would change',
      lines: diffLines.length > 0 ? diffLines : linesOf(diff),
      written: [whole],
      manner: 'code',
      ...(diffLines.length > 0 && { diffLines }),
    },
  ]
  return parts.filter(({ written }) => written.some((text) => text !== ''))
}

/** How much it is that would be done, and where that is short, to how many. */
function extentOf(parts: readonly Part[], hiddenDiff: string): string {
  const linesIf = (isNames: boolean) =>
    parts.filter(({ name }) => (name === 'names') === isNames).flatMap(({ lines }) => lines)
  const extent = measure(linesIf(false))
  // It begins with the end of the line before.
  const lines = extent.lines + hiddenDiff.trimEnd().split('\n').length - 1
  return describeExtent({ ...extent, lines }) || describeExtent(measure(linesIf(true)))
}

/** Patterns that a sentence has no room for. */
const isLongList = ({ patterns }: AlwaysLine) => patterns.length > 4 || patterns.join().length > 200
