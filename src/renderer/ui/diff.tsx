import { useLayoutEffect, useMemo, useRef } from 'react'
import { countChanges, type DiffLine, readDiff } from './diff-lines'

// Thousands of lines take a browser long to lay out, and nobody reads them here.
const SHOWN_LINES = 1_000

const SIGNS: Record<DiffLine['kind'], string> = {
  added: '+',
  removed: '−',
  same: ' ',
  gap: '',
  file: '',
}

interface Props {
  /** In the unified format. */
  diff: string
  /** Names the scroll area. */
  label: string
  /** `group` where there are many: so many landmarks would hide the others. */
  role?: 'region' | 'group'
}

/** A unified diff in a scroll area of its own; nothing when it cannot be read as one. */
export function Diff({ diff, label, role = 'region' }: Props) {
  const lines = useMemo(() => readDiff(diff), [diff])
  const area = useRef<HTMLDivElement>(null)
  // A small window shows a few lines only: then those that change, with one before them.
  useLayoutEffect(() => {
    const box = area.current
    const first = box?.querySelector<HTMLElement>('.diff-added, .diff-removed')
    if (!box || !first) return
    const top = first.offsetTop - box.offsetTop
    const isSeen = top + 2 * first.offsetHeight <= box.clientHeight
    if (!isSeen) box.scrollTop = top - first.offsetHeight
  }, [])
  if (lines.length === 0) return null
  return (
    <>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles take a name */}
      <div
        ref={area}
        className="diff"
        role={role}
        aria-label={`${label}: ${countChanges(lines) || 'nothing changes'}`}
        tabIndex={0}
      >
        <pre>
          {lines.slice(0, SHOWN_LINES).map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a diff never changes
            <Line key={index} line={line} />
          ))}
        </pre>
      </div>
      {lines.length > SHOWN_LINES && (
        <p className="diff-note">
          The first {SHOWN_LINES.toLocaleString('en')} of {lines.length.toLocaleString('en')} lines
          are shown.
        </p>
      )}
    </>
  )
}

function Line({ line: { kind, text, number } }: { line: DiffLine }) {
  return (
    <span className={`diff-line diff-${kind}`}>
      {number !== undefined && (
        <span className="diff-number" aria-hidden="true">
          {number}
        </span>
      )}
      {SIGNS[kind] && <span className="diff-sign">{SIGNS[kind]}</span>}
      {kind === 'gap' ? '⋯' : text}
      {'\n'}
    </span>
  )
}
