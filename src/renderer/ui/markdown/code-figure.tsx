import { memo } from 'react'
import { CopyButton } from '../copy-button'
import { DeceptionNote } from '../visible-text/deception-note'
import { CodeText } from './code-text'

interface Props {
  text: string
  language: string
  isOpen: boolean
}

/** A block of code with its language and a button that copies it. */
export const CodeFigure = memo(function CodeFigure({ text, language, isOpen }: Props) {
  return (
    <figure className="code">
      <figcaption>
        <span>{language || 'text'}</span>
        <CopyButton text={text} what="code" isWord />
      </figcaption>
      <DeceptionNote text={text} manner="code" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, by keyboard too */}
      <pre tabIndex={0}>
        <CodeText text={text} language={language} isOpen={isOpen} />
      </pre>
    </figure>
  )
})
