import { type ReactNode, useMemo } from 'react'
import { CopyButton } from './copy-button'
import { cutNear, useShown } from './use-shown'
import { MarksOf } from './visible-text/marks'
import { VisibleText } from './visible-text/visible-text'

// Lines within one block are broken together: a long text has several.
const CHUNK_CHARS = 2_000

interface Props {
  text: string
  /** Why it is plain, and what can be done about that; nothing when absent. */
  note?: ReactNode
}

/** A text as it is, whatever is in it, of any length: of a long one the middle comes when asked for. */
export function PlainText({ text, note }: Props) {
  const { head, hidden, tail, showMore } = useShown(text)
  return (
    <div className="plain-text">
      {note && <p className="plain-note">{note}</p>}
      <Chunks text={head} />
      {hidden > 0 && (
        <>
          <Hidden chars={hidden} text={text} onMore={showMore} />
          <Chunks text={tail} />
        </>
      )}
    </div>
  )
}

interface HiddenProps {
  chars: number
  /** The whole text, to be copied. */
  text: string | (() => string)
  onMore: () => void
}

/** Stands for the middle of a long text. */
export function Hidden({ chars, text, onMore }: HiddenProps) {
  return (
    <p className="plain-note">
      <span>{chars.toLocaleString('en')} characters are not shown.</span>
      <button type="button" className="quiet-button" onClick={onMore}>
        Show more
      </button>
      <CopyButton text={text} what="all of the text" isWord />
    </p>
  )
}

function Chunks({ text }: { text: string }) {
  const chunks = useMemo(() => chunksOf(text), [text])
  return (
    <MarksOf texts={chunks} manner="words">
      {chunks.map((chunk, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text only grows at its end
        <div key={index} className="plain-chunk">
          <VisibleText text={chunk} manner="words" />
        </div>
      ))}
    </MarksOf>
  )
}

function chunksOf(text: string): string[] {
  const chunks: string[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.length - at
    const end = rest <= CHUNK_CHARS ? text.length : cutNear(text, at + CHUNK_CHARS)
    // The block ends the line already.
    const isLine = text.charAt(end - 1) === '\n' && end < text.length
    chunks.push(text.slice(at, isLine ? end - 1 : end))
    at = end
  }
  return chunks
}
