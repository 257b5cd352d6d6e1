import { memo } from 'react'
import { type Manner, type Mark, revealText } from './reveal-text'
import { spellOutSegments } from './spell-out'

// Beyond so many, which no honest text has, the marks are written as text: a browser takes seconds
// to lay out what is made of a hundred thousand pieces.
const MOST_SEGMENTS = 3_000

interface Props {
  text: string
  manner: Manner
  /** How many pieces have elements of their own; fewer where this is one of many texts. */
  most?: number
}

/**
 * A text that somebody else wrote, so that it shows what it is: what is invisible or changes the
 * order of text is marked, and nothing in it takes its surroundings along. What is copied from it is
 * the text itself.
 */
export const VisibleText = memo(function VisibleText(props: Props) {
  const { text, manner, most = MOST_SEGMENTS } = props
  const segments = revealText(text, manner)
  const pieces = segments.slice(0, most).map((segment, index) => {
    switch (segment.kind) {
      case 'text':
        return segment.source
      case 'right-to-left':
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no name but their place
          <bdi key={index} dir="rtl">
            {segment.source}
          </bdi>
        )
      default:
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no name but their place
        return <Marked key={index} mark={segment} />
    }
  })
  return segments.length > most ? [...pieces, spellOutSegments(segments.slice(most))] : pieces
})

function Marked({ mark: { deception, label, name, source } }: { mark: Mark }) {
  if (deception === 'look-alike') {
    return (
      <span className="look-alike" title={name}>
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
export function Quoted({ text, manner }: Omit<Props, 'most'>) {
  return (
    <bdi className={manner === 'name' ? 'quoted-name' : undefined}>
      <VisibleText text={text} manner={manner} />
    </bdi>
  )
}
