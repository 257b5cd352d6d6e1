import { memo } from 'react'
import { splitBlocks, splitInlineCode, splitReferences } from './blocks'
import { CodeFigure } from './markdown/code-figure'
import { weigh } from './markdown/weigh'
import { PlainText } from './plain-text'
import { MarksAmong } from './visible-text/marks'
import { VisibleText } from './visible-text/visible-text'

// What is more is shown as it is, without looking for code and names in it.
const MOST_CHARS = 30_000
const MOST_MARKS = 4_000

/** What a person wrote, as they wrote it: paragraphs, code, and `@` references to files and agents. */
export const Prose = memo(function Prose({ text }: { text: string }) {
  if (text.length > MOST_CHARS || weigh(text).marks > MOST_MARKS) {
    return (
      <div className="prose">
        <PlainText text={text} />
      </div>
    )
  }
  const blocks = splitBlocks(text)
  return (
    <div className="prose">
      <MarksAmong count={blocks.length}>
        {blocks.map((block, index) =>
          block.kind === 'code' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
            <CodeFigure key={index} text={block.text} language={block.language} isOpen={false} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
            <Paragraph key={index} text={block.text} />
          ),
        )}
      </MarksAmong>
    </div>
  )
})

const Paragraph = memo(function Paragraph({ text }: { text: string }) {
  const runs = splitInlineCode(text)
  return (
    <p>
      <MarksAmong count={runs.length}>
        {runs.map((run, index) =>
          run.isCode ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
            <code key={index}>
              <VisibleText text={run.text} manner="code" />
            </code>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
            <Words key={index} text={run.text} />
          ),
        )}
      </MarksAmong>
    </p>
  )
})

function Words({ text }: { text: string }) {
  const runs = splitReferences(text)
  return (
    <MarksAmong count={runs.length}>
      {runs.map((run, index) =>
        run.isReference ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
          <span key={index} className="reference">
            <VisibleText text={run.text} manner="name" />
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
          <VisibleText key={index} text={run.text} manner="words" />
        ),
      )}
    </MarksAmong>
  )
}
