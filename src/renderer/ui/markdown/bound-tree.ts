import type { Nodes, Parents, Root } from 'mdast'

/** How much of a Markdown text becomes elements at once. */
export interface Bounds {
  readonly nodes: number
  readonly depth: number
  /** Of a table: rows are filled up to as many cells as its head has. */
  readonly columns: number
}

export const BOUNDS: Bounds = { nodes: 3_000, depth: 24, columns: 100 }

/** An address is in the document once for each link that uses it. */
const CHARS_OF_A_NODE = 200

/**
 * Takes out of a tree what is more than the bounds allow: what is too deep becomes its own source,
 * what is too much ends it.
 * @returns where in the source the rest begins; undefined when all is in the tree
 */
export function boundTree(root: Root, source: string, bounds: Bounds): number | undefined {
  const addresses = addressesIn(root)
  let left = bounds.nodes
  let cut: number | undefined

  const costOf = (node: Nodes, columns: number): number => {
    if (node.type === 'tableRow') return 1 + columns
    // Cells are counted with their row.
    if (node.type === 'tableCell') return 0
    const address = 'url' in node ? node.url.length : 'identifier' in node ? node.identifier : ''
    const chars = typeof address === 'number' ? address : (addresses.get(address) ?? 0)
    return 1 + Math.floor(chars / CHARS_OF_A_NODE)
  }
  const bound = (parent: Parents, depth: number): void => {
    const columns = parent.type === 'table' ? columnsOf(parent) : 0
    const children: Nodes[] = parent.children
    for (const [index, child] of children.entries()) {
      const { start, end } = placeOf(child)
      const cost = costOf(child, columns)
      const isTooWide = child.type === 'table' && columnsOf(child) > bounds.columns
      if (cut === undefined && (cost > left || isTooWide)) cut = start
      if (cut !== undefined) {
        children.length = index
        return
      }
      left -= cost
      if (!('children' in child)) continue
      if (depth >= bounds.depth) children[index] = { type: 'text', value: source.slice(start, end) }
      else bound(child, depth + 1)
    }
  }
  bound(root, 1)
  return cut
}

const columnsOf = (table: Extract<Nodes, { type: 'table' }>): number =>
  Math.max(table.align?.length ?? 0, table.children[0]?.children.length ?? 0)

const placeOf = ({ position }: Nodes) => ({
  start: position?.start.offset ?? 0,
  end: position?.end.offset ?? 0,
})

/** How long the address is that a label of a link stands for. */
function addressesIn(root: Root): Map<string, number> {
  const found = new Map<string, number>()
  for (const node of root.children) {
    if (node.type === 'definition') found.set(node.identifier, node.url.length)
  }
  return found
}
