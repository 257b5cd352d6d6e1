import { foldWithPlaces, occurrences } from '../../store/find-text'

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
    for (const start of occurrences(text, needle)) {
      const range = document.createRange()
      const from = pointAt(run, at(start), false)
      const to = pointAt(run, at(start + needle.length), true)
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

/** @param isEnd an end stands in the node before it, not at the beginning of the next */
function pointAt(run: readonly Text[], index: number, isEnd: boolean) {
  let before = 0
  for (const node of run) {
    const offset = index - before
    if (offset < node.length || (isEnd && offset === node.length)) return { node, offset }
    before += node.length
  }
  return undefined
}
