/** A line that opens or closes a block of code (CommonMark 4.5). */
export interface CodeFence {
  /** Spaces before it. */
  readonly indent: number
  /** Its ticks or tildes. */
  readonly mark: string
  /** What stands after them. */
  readonly info: string
}

// Without an end: what follows the signs is the rest of the line, whatever it is.
const FENCE = /^ {0,3}(?:`{3,}|~{3,})/

/** Reads a line without its end. @returns undefined when it is no fence */
export function readFence(line: string): CodeFence | undefined {
  const [lead] = FENCE.exec(line) ?? []
  if (lead === undefined) return undefined
  const mark = lead.trimStart()
  return { indent: lead.length - mark.length, mark, info: line.slice(lead.length) }
}

/** Whether a fence can open a block: ticks with ticks after them on the line are code within it. */
export const canOpen = ({ mark, info }: CodeFence): boolean =>
  !(mark.startsWith('`') && info.includes('`'))

/** Whether a line ends the block that a mark began. */
export function closesFence(line: string, mark: string): boolean {
  const fence = readFence(line)
  if (fence === undefined || fence.info.trim() !== '') return false
  return fence.mark.charAt(0) === mark.charAt(0) && fence.mark.length >= mark.length
}
