import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { CopyButton } from '../copy-button'
import { CodeText } from '../markdown/code-text'
import { DeceptionNote } from '../visible-text/deception-note'

// A browser takes seconds to lay out megabytes in one block.
const SHOWN_CHARS = 100_000

interface PanelProps {
  label: string
  /** What its button copies, and what that is called; without it there is no button. */
  copy?: { text: string; what: string }
  children: ReactNode
}

/** A part of what a tool took or gave. */
export function Panel({ label, copy, children }: PanelProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a landmark each would be too many
    <div className="tool-panel" role="group" aria-label={label}>
      <div className="tool-panel-head">
        <p className="tool-panel-title">{label}</p>
        {copy && copy.text !== '' && <CopyButton text={copy.text} what={copy.what} />}
      </div>
      {children}
    </div>
  )
}

interface TextPanelProps {
  label: string
  text: string
  /** What its copy button calls it. */
  what: string
  /** Colours the text; plain without. */
  language?: string
  /** Whether it is read as code: then a note says what in it is not what it looks like. */
  isCode?: boolean
}

/** A text of a tool in a scroll area of its own, bounded. */
export function TextPanel({ label, text, what, language = '', isCode = false }: TextPanelProps) {
  const shown = text.slice(0, SHOWN_CHARS)
  return (
    <Panel label={label} copy={{ text, what }}>
      {isCode && <DeceptionNote text={shown} manner="code" />}
      {shown.trim() === '' ? (
        <p className="tool-panel-note">Nothing</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        <pre tabIndex={0}>
          <CodeText text={shown} language={language} />
        </pre>
      )}
      {shown.length < text.length && (
        <Bounded shown={shown.length} all={text.length} what="first" />
      )}
    </Panel>
  )
}

/** Says that there is more than is shown. */
export function Bounded({ shown, all, what }: { shown: number; all: number; what: string }) {
  return (
    <p className="tool-panel-note">
      The {what} {shown.toLocaleString('en')} of {all.toLocaleString('en')} characters are shown.
    </p>
  )
}

/** A scroll area that stays at its end while the person is there. */
export function EndArea({ children, growth }: { children: ReactNode; growth: number }) {
  const area = useRef<HTMLPreElement>(null)
  const isAtEnd = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has grown is to be scrolled to
  useLayoutEffect(() => {
    if (area.current && isAtEnd.current) area.current.scrollTop = area.current.scrollHeight
  }, [growth])
  return (
    <pre
      ref={area}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, clientHeight, scrollTop } }) => {
        isAtEnd.current = scrollHeight - clientHeight - scrollTop < 24
      }}
    >
      {children}
    </pre>
  )
}
