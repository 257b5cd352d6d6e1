import { memo, type ReactNode } from 'react'
import { useMarks } from './marks'
import { type Manner, type Mark, type Segment, segmentsOf } from './reveal-text'
import { spellOutRest } from './spell-out'

interface Props {
  text: string
  manner: Manner
  /** The number of marks with elements of their own, where that is fewer than the view has for each text. */
  most?: number
}

/**
 * A text that somebody else wrote, so that it shows what it is: what is invisible or changes the
 * order of text is marked, and nothing in it takes its surroundings along. What is copied from it is
 * the text itself, as long as its marks are no more than the view has room for: the rest is written
 * with them as text.
 */
export const VisibleText = memo(function VisibleText({ text, manner, most }: Props) {
  const room = useMarks()
  const limit = Math.min(room, most ?? room)
  const pieces: ReactNode[] = []
  const rest: Segment[] = []
  let marks = 0
  for (const segment of segmentsOf(text, manner)) {
    const isMarked = segment.kind !== 'text'
    if (rest.length > 0 || (isMarked && marks === limit)) rest.push(segment)
    else pieces.push(isMarked ? <Piece key={marks} segment={segment} /> : segment.source)
    if (isMarked) marks += 1
  }
  if (rest.length === 0) return pieces
  return [
    ...pieces,
    <span key="rest" className="spelled-out" title="What does not show is written as text here">
      {spellOutRest(rest)}
    </span>,
  ]
})

function Piece({ segment }: { segment: Exclude<Segment, { kind: 'text' }> }) {
  if (segment.kind === 'mark') return <Marked mark={segment} />
  return <bdi dir="rtl">{segment.source}</bdi>
}

function Marked({ mark: { deception, label, name, source, isQuiet } }: { mark: Mark }) {
  if (deception === 'look-alike') {
    return (
      <span className={isQuiet ? 'look-alike quiet' : 'look-alike'} title={name}>
        {source}
      </span>
    )
  }
  return (
    <span className="unseen-mark" role="img" aria-label={name} title={name} data-label={label}>
      <bdi className="unseen-source">{source}</bdi>
    </span>
  )
}

/** The same on one line and by itself, among words of ours: a title, a name, a path. */
export function Quoted(props: Props) {
  return (
    <bdi className={props.manner === 'name' ? 'quoted-name' : undefined}>
      <VisibleText {...props} />
    </bdi>
  )
}
