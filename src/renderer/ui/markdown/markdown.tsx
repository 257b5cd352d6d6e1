import { memo, useState } from 'react'
import { CodeFigure } from './code-figure'
import { parseBlock, parseTail } from './parse'
import { type Block, type MarkdownBlock, type Split, splitMarkdown } from './split'
import { usePaced } from './use-paced'

// To parse a character takes about a microsecond: a frame has no more than some milliseconds.
const FREE_CHARS = 3_000
const MS_PER_CHAR = 0.02

interface Props {
  text: string
  /** Whether it is still being written: then what is half written at its end is mended. */
  isGrowing?: boolean
}

/** A Markdown text. Of a growing one only the last block is parsed again. */
export const Markdown = memo(function Markdown({ text, isGrowing = false }: Props) {
  const [split, setSplit] = useState<Split>(() => splitMarkdown(text))
  const now = splitMarkdown(text, split)
  if (now !== split) setSplit(now)
  const last = now.blocks.length - 1
  return (
    <div className="prose">
      {now.blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
        <BlockView key={index} block={block} isTail={isGrowing && index === last} />
      ))}
    </div>
  )
})

const BlockView = memo(function BlockView({ block, isTail }: { block: Block; isTail: boolean }) {
  if (block.kind === 'code') return <Code block={block} isTail={isTail} />
  return isTail ? <Tail block={block} /> : parseBlock(block)
})

function Tail({ block }: { block: MarkdownBlock }) {
  const { length } = block.text
  const shown = usePaced(block, length < FREE_CHARS ? 0 : length * MS_PER_CHAR)
  return parseTail(shown)
}

function Code({ block, isTail }: { block: Extract<Block, { kind: 'code' }>; isTail: boolean }) {
  const isOpen = block.isOpen && isTail
  // The name of its language, and its closing fence, may be half written.
  if (isOpen && block.text === '') return null
  const text = isOpen ? block.text.replace(/\n?[`~]{0,3}$/, '') : block.text
  return <CodeFigure text={text} language={block.language} isOpen={isOpen} />
}
