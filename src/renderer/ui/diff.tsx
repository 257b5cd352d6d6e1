import { type ReactNode, useLayoutEffect, useMemo, useRef } from 'react'
import { countChanges, type DiffLine } from './diff-lines'
import { type Row, rowsOf } from './visible-text/rows'
import { BlankRun, Rows } from './visible-text/rows-view'
import { VisibleText } from './visible-text/visible-text'

const SIGNS: Record<DiffLine['kind'], string> = {
  added: '+',
  removed: '−',
  same: ' ',
  gap: '',
  file: '',
  note: '',
}

interface Props {
  /** What was read from it. */
  lines: readonly DiffLine[]
  /** Names the scroll area. */
  label: string
  /** `group` where there are many: so many landmarks would hide the others. */
  role?: 'region' | 'group'
  /** Stands after the last line. */
  end?: ReactNode
}

/** A unified diff in a scroll area of its own; nothing when it has no lines. */
export function Diff({ lines, label, role = 'region', end }: Props) {
  const rows = useMemo(() => rowsOf(lines, (one, next) => one.kind === next.kind), [lines])
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
  const firstChange = rows.findIndex(({ line: { kind } }) => kind === 'added' || kind === 'removed')
  if (lines.length === 0) return null
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles take a name
    <div
      ref={area}
      className="diff code-rows"
      role={role}
      aria-label={`${label}: ${countChanges(lines) || 'nothing changes'}`}
      tabIndex={0}
    >
      <Rows rows={rows} area={area} manner="code" first={Math.max(0, firstChange - 1)}>
        {(row, index) => <Line key={index} row={row} />}
      </Rows>
      {end}
    </div>
  )
}

function Line({ row: { line, text, isRest, blanks } }: { row: Row<DiffLine> }) {
  const { kind, number } = line
  return (
    <span className={`code-text diff-line diff-${kind}`}>
      {number !== undefined && (
        <span className="diff-number" aria-hidden="true">
          {isRest ? '' : number}
        </span>
      )}
      {SIGNS[kind] && <span className="diff-sign">{isRest ? '' : SIGNS[kind]}</span>}
      <span className="diff-text">
        {blanks > 0 ? (
          <BlankRun count={blanks} text={text} />
        ) : (
          <>
            <VisibleText
              text={kind === 'gap' ? '⋯' : text}
              manner={kind === 'file' ? 'name' : 'code'}
            />
            {'\n'}
          </>
        )}
      </span>
    </span>
  )
}
