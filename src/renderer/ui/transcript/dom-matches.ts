import { foldWithPlaces, occurrences } from '../../store/find-text'

// More than a screen shows; a letter in a megabyte of output has no end.
const MOST_RANGES = 2_000

// What stands in a message and is not of it: buttons, and what is said to screen readers only.
const NOT_TEXT = 'button, [aria-hidden="true"], .hidden-text'
// A text does not go on from one of these into another.
const BLOCKS = 'p, li, pre, td, th, h1, h2, h3, h4, h5, h6, summary, figcaption, blockquote, div'

/**
 * Finds a text in what is shown of a message.
 * @param needle folded
 * @returns the ranges of its occurrences, in the order of the document
 */
export function rangesIn(row: Element, needle: string): Range[] {
  const ranges: Range[] = []
  for (const run of textRuns(row)) {
    const { text, at } = foldWithPlaces(run.map((node) => node.data).join(''))
    const pointAt = pointsOf(run)
    for (const start of occurrences(text, needle)) {
      if (ranges.length >= MOST_RANGES) return ranges
      const range = document.createRange()
      const from = pointAt(at(start), false)
      const to = pointAt(at(start + needle.length), true)
      if (!from || !to) continue
      range.setStart(from.node, from.offset)
      range.setEnd(to.node, to.offset)
      ranges.push(range)
    }
  }
  return ranges
}

/** The texts that stand on their own, each as the nodes that make it up. */
function textRuns(row: Element): Text[][] {
  const runs: Text[][] = []
  let block: Element | null = null
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement } = node
    if (!(node instanceof Text) || !parentElement || parentElement.closest(NOT_TEXT)) continue
    const own = parentElement.closest(BLOCKS)
    if (own !== block || runs.length === 0) runs.push([])
    block = own
    runs.at(-1)?.push(node)
  }
  return runs
}

/** Finds places in texts that follow each other, when they are asked for from left to right. */
function pointsOf(run: readonly Text[]) {
  let at = 0
  let before = 0
  // An end stands in the node before it, not at the beginning of the next.
  return (index: number, isEnd: boolean) => {
    for (let node = run[at]; node; node = run[at]) {
      const offset = index - before
      if (offset < node.length || (isEnd && offset === node.length)) return { node, offset }
      before += node.length
      at += 1
    }
    return undefined
  }
}
