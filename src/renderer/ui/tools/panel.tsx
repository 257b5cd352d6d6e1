import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { CopyButton } from '../copy-button'
import { CodeText } from '../markdown/code-text'
import { Hidden } from '../plain-text'
import { useShown } from '../use-shown'
import { DeceptionNote } from '../visible-text/deception-note'

// A browser takes seconds to lay out megabytes in one block.
const SIZES = { head: 50_000, tail: 0, more: 50_000 }

interface PanelProps {
  label: string
  /** What its button copies, and what that is called; without it there is no button. */
  copy?: { text: string | (() => string); what: string } | undefined
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
  const { head: shown, hidden, showMore } = useShown(text, SIZES)
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
      {hidden > 0 && <Hidden chars={hidden} text={text} onMore={showMore} />}
    </Panel>
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
