import { memo, useEffect, useState } from 'react'
import { splitBlocks, splitInlineCode } from './blocks'
import { Icon } from './icons'

/** A text as paragraphs and code blocks; a growing one repaints its last block only. */
export const Prose = memo(function Prose({ text }: { text: string }) {
  return (
    <div className="prose">
      {splitBlocks(text).map((block, index) =>
        block.kind === 'code' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
          <Code key={index} text={block.text} language={block.language} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
          <Paragraph key={index} text={block.text} />
        ),
      )}
    </div>
  )
})

const Paragraph = memo(function Paragraph({ text }: { text: string }) {
  return (
    <p>
      {splitInlineCode(text).map((run, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: runs are only ever added at the end
        run.isCode ? <code key={index}>{run.text}</code> : run.text,
      )}
    </p>
  )
})

const Code = memo(function Code({ text, language }: { text: string; language: string }) {
  return (
    <figure className="code">
      <figcaption>
        <span>{language || 'text'}</span>
        <CopyButton text={text} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, by keyboard too */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  )
})

const SAID_MS = 1_600

function CopyButton({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not copied'),
    )
  return (
    <button
      type="button"
      className="quiet-button"
      aria-label={said || 'Copy code'}
      onClick={() => void copy()}
    >
      <Icon name={said === 'Copied' ? 'check' : 'copy'} />
      {said || 'Copy'}
    </button>
  )
}
