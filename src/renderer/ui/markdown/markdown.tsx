import { memo, useState } from 'react'
import { PlainText } from '../plain-text'
import { MarksAmong } from '../visible-text/marks'
import { CodeFigure } from './code-figure'
import { MarkdownBlockView } from './markdown-block'
import { shownBlocks } from './shown-blocks'
import { type Block, type Split, splitMarkdown } from './split'

// Longer than any answer of a model; a page that a tool read may be.
const MOST_CHARS = 100_000

interface Props {
  text: string
  /** Whether it is still being written: then what is half written at its end is mended. */
  isGrowing?: boolean
}

/** A Markdown text. Of a growing one only the last block is read again. */
export const Markdown = memo(function Markdown({ text, isGrowing = false }: Props) {
  const rest = text.slice(MOST_CHARS)
  return (
    <div className="prose">
      <Blocks
        text={rest === '' ? text : text.slice(0, MOST_CHARS)}
        isGrowing={isGrowing && rest === ''}
      />
      {rest !== '' && (
        <PlainText text={rest} note="The rest is shown as text: it is too much to lay out." />
      )}
    </div>
  )
})

function Blocks({ text, isGrowing }: { text: string; isGrowing: boolean }) {
  const [split, setSplit] = useState<Split>(() => splitMarkdown(text))
  const now = splitMarkdown(text, split)
  if (now !== split) setSplit(now)
  const [times, setTimes] = useState(1)
  const { blocks } = now
  const { head, tail } = shownBlocks(blocks, times)
  const view = (block: Block, index: number) => (
    <BlockView key={index} block={block} isTail={isGrowing && index === blocks.length - 1} />
  )
  return (
    <MarksAmong count={head + blocks.length - tail}>
      {blocks.slice(0, head).map(view)}
      {tail > head && (
        <p key="gap" className="plain-note">
          <span>{(tail - head).toLocaleString('en')} paragraphs are not shown.</span>
          <button type="button" className="quiet-button" onClick={() => setTimes(times + 1)}>
            Show more
          </button>
        </p>
      )}
      {blocks.slice(tail).map((block, index) => view(block, tail + index))}
    </MarksAmong>
  )
}

const BlockView = memo(function BlockView({ block, isTail }: { block: Block; isTail: boolean }) {
  if (block.kind === 'markdown') return <MarkdownBlockView block={block} isTail={isTail} />
  const isOpen = block.isOpen && isTail
  // The name of its language, and its closing fence, may be half written.
  if (isOpen && block.text === '') return null
  const text = isOpen ? block.text.replace(/\n?[`~]{0,3}$/, '') : block.text
  return <CodeFigure text={text} language={block.language} isOpen={isOpen} />
})
