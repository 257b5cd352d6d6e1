import { memo } from 'react'
import { clip } from '../../store/clip'
import { CopyButton } from '../copy-button'
import { Hidden } from '../plain-text'
import { useShown } from '../use-shown'
import { DeceptionNote } from '../visible-text/deception-note'
import { LINE_MARKS } from '../visible-text/marks'
import { Quoted, VisibleText } from '../visible-text/visible-text'
import { ColouredText } from './code-text'
import { useColours } from './use-colours'

// As much as is coloured.
const SIZES = { head: 50_000, tail: 4_000, more: 50_000 }

interface Props {
  text: string
  language: string
  isOpen: boolean
}

/** A block of code with its language and a button that copies it. */
export const CodeFigure = memo(function CodeFigure({ text, language, isOpen }: Props) {
  const { head, hidden, tail, showMore } = useShown(text, SIZES)
  const colours = useColours(head, language, isOpen)
  return (
    <figure className="code">
      <figcaption>
        <span className="code-language">
          <Quoted text={clip(language || 'text', 40)} manner="name" most={LINE_MARKS} />
        </span>
        {colours.isLate && (
          <>
            <span className="code-late">Too slow to colour</span>
            {!isOpen && (
              <button type="button" className="quiet-button" onClick={colours.insist}>
                Colour
              </button>
            )}
          </>
        )}
        <CopyButton text={text} what="code" isWord />
      </figcaption>
      <DeceptionNote text={head} manner="code" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, by keyboard too */}
      <pre tabIndex={0}>
        <ColouredText colours={colours} />
      </pre>
      {hidden > 0 && (
        <>
          <Hidden chars={hidden} text={text} onMore={showMore} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, by keyboard too */}
          <pre tabIndex={0}>
            <VisibleText text={tail} manner="code" />
          </pre>
        </>
      )}
    </figure>
  )
})
