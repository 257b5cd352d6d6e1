import type { Block } from './split'
import { weigh } from './weigh'

/** How much of a text's blocks is in the document. */
export interface BlockBudget {
  readonly marks: number
  readonly chars: number
  readonly blocks: number
}

export const HEAD: BlockBudget = { marks: 4_000, chars: 80_000, blocks: 300 }
const TAIL: BlockBudget = { marks: 600, chars: 12_000, blocks: 20 }

/** Which blocks are shown: those before `head`, and those from `tail` on. */
export interface ShownBlocks {
  readonly head: number
  readonly tail: number
}

/**
 * Chooses the blocks of a text that are shown: its beginning, and its end.
 * @param times how often the budget of the beginning is to be had: once more for each time it was asked for
 */
export function shownBlocks(blocks: readonly Block[], times: number): ShownBlocks {
  let head = 0
  for (let time = 0; time < times && head < blocks.length; time += 1) {
    head += countWithin(blocks, head, 1, HEAD)
  }
  if (head === blocks.length) return { head, tail: head }
  return { head, tail: blocks.length - countWithin(blocks, blocks.length - 1, -1, TAIL, head) }
}

/**
 * How many blocks fit, from one on or back from there; one always does.
 * @param end where to stop in any case
 */
function countWithin(
  blocks: readonly Block[],
  start: number,
  step: 1 | -1,
  budget: BlockBudget,
  end = 0,
): number {
  let count = 0
  let marks = 0
  let chars = 0
  for (let at = start; at >= end && at < blocks.length; at += step) {
    const block = blocks[at]
    if (!block) break
    marks += marksOf(block)
    chars += block.text.length
    const isMore = marks > budget.marks || chars > budget.chars || count >= budget.blocks
    if (isMore && count > 0) break
    count += 1
  }
  return count
}

// Elements that code may come to have: some are for each line of it.
const MARKS_OF_CODE = 0.1
const weights = new WeakMap<Block, number>()

function marksOf(block: Block): number {
  const known = weights.get(block)
  if (known !== undefined) return known
  const marks =
    block.kind === 'code'
      ? block.text.length * MARKS_OF_CODE
      : Math.min(weigh(block.text).marks, 2_000)
  weights.set(block, marks + 1)
  return marks + 1
}
