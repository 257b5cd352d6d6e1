import { memo, useState } from 'react'
import { PlainText } from '../plain-text'
import { mendTail } from './mend'
import { nodeOf } from './parse'
import type { MarkdownBlock } from './split'
import { usePaced } from './use-paced'
import { useReading } from './use-reading'

// To read a character takes about a microsecond: a frame has no more than some milliseconds.
const FREE_CHARS = 3_000
const MS_PER_CHAR = 0.02
// More is read when a person asks for it, and then so much.
const MOST_CHARS = 60_000
const MOST_PATIENT_CHARS = 100_000

interface Props {
  block: MarkdownBlock
  /** Whether it is still being written. */
  isTail: boolean
}

/** A block of Markdown, or the text of one that cannot be shown in time. */
export const MarkdownBlockView = memo(function MarkdownBlockView({ block, isTail }: Props) {
  const [isPatient, setPatient] = useState(false)
  const { length } = block.text
  if (length > MOST_CHARS && !isPatient) {
    return (
      <PlainText
        text={block.text}
        note={!isTail && <WhyPlain why="it is long" onShow={() => setPatient(true)} />}
      />
    )
  }
  const short = length > MOST_PATIENT_CHARS ? cut(block) : block
  return (
    <Words
      block={short}
      isTail={isTail}
      isPatient={isPatient}
      rest={block.text.slice(short.text.length)}
      onPatient={() => setPatient(true)}
    />
  )
})

const cut = (block: MarkdownBlock): MarkdownBlock => ({
  ...block,
  text: block.text.slice(0, MOST_PATIENT_CHARS),
})

interface WordsProps extends Props {
  isPatient: boolean
  /** What of the text comes after it, and is not read. */
  rest: string
  onPatient: () => void
}

function Words({ block, isTail, isPatient, rest, onPatient }: WordsProps) {
  const { length } = block.text
  const paced = usePaced(block, isTail && length > FREE_CHARS ? length * MS_PER_CHAR : 0)
  const text = isTail ? mendTail(paced.text) : paced.text
  const before = paced.links === '' ? '' : `${paced.links}\n\n`
  const { read, isLate } = useReading(before + text, { isTail, isPatient })
  if (!read) {
    const note = isLate && !isTail && (
      <WhyPlain why="it takes too long to lay out" onShow={isPatient ? undefined : onPatient} />
    )
    return <PlainText text={block.text + rest} note={note} />
  }
  const cutAt = read.cutAt === undefined ? text.length : Math.max(0, read.cutAt - before.length)
  return (
    <>
      {nodeOf(read)}
      <Rest text={text.slice(cutAt) + rest} isTail={isTail} />
    </>
  )
}

function Rest({ text, isTail }: { text: string; isTail: boolean }) {
  if (text.trim() === '') return null
  const note = isTail ? '' : 'The rest is shown as text: it is too much to lay out.'
  return <PlainText text={text} note={note} />
}

function WhyPlain({ why, onShow }: { why: string; onShow: (() => void) | undefined }) {
  return (
    <>
      <span>Shown as text: {why}.</span>
      {onShow && (
        <button type="button" className="quiet-button" onClick={onShow}>
          Show as Markdown
        </button>
      )}
    </>
  )
}
