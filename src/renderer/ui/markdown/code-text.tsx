import { memo, useEffect, useMemo, useState } from 'react'
import type { Run } from '../../work/code-results'
import { MarksOf } from '../visible-text/marks'
import { isPlain } from '../visible-text/reveal-text'
import { VisibleText } from '../visible-text/visible-text'
import { type Colours, useColours } from './use-colours'

interface Props {
  text: string
  /** A name or a file's ending; code of an unknown one is plain. */
  language: string
}

/** Code in the colours of its language, once there are some. */
export function CodeText({ text, language }: Props) {
  return <ColouredText colours={useColours(text, language, false)} />
}

// To lay out thousands of coloured words takes longer than a frame: so many come with each.
const RUNS_AT_ONCE = 400

/** Code, in the colours that it has so far. */
export function ColouredText({ colours: { runs, rest } }: { colours: Colours }) {
  const pieces = useMemo(() => piecesOf(runs), [runs])
  const count = useRising(pieces.length)
  const texts = useMemo(() => [...runs.map(({ text }) => text), rest], [runs, rest])
  return (
    <MarksOf texts={texts} manner="code">
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
        <Piece key={index} runs={piece} isColoured={index < count} />
      ))}
      <VisibleText text={rest} manner="code" />
    </MarksOf>
  )
}

interface PieceProps {
  runs: readonly Run[]
  isColoured: boolean
}

const Piece = memo(function Piece({ runs, isColoured }: PieceProps) {
  if (!isColoured) {
    return <VisibleText text={runs.map(({ text }) => text).join('')} manner="code" />
  }
  return runs.map(({ text, kind }, index) =>
    kind === '' && isPlain(text, 'code') ? (
      text
    ) : kind === '' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: runs have no name but their place
      <VisibleText key={index} text={text} manner="code" />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: runs have no name but their place
      <span key={index} className={kind}>
        {isPlain(text, 'code') ? text : <VisibleText text={text} manner="code" />}
      </span>
    ),
  )
})

function piecesOf(runs: readonly Run[]): Run[][] {
  const pieces: Run[][] = []
  for (let at = 0; at < runs.length; at += RUNS_AT_ONCE) {
    pieces.push(runs.slice(at, at + RUNS_AT_ONCE))
  }
  return pieces
}

/** Rises to a number, by one with each frame; from one, which is all that most code has. */
function useRising(to: number): number {
  const [count, setCount] = useState(1)
  useEffect(() => {
    if (count >= to) return
    const frame = requestAnimationFrame(() => setCount(count + 1))
    return () => cancelAnimationFrame(frame)
  }, [count, to])
  return count
}
