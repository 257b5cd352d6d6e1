import { memo, type ReactNode } from 'react'
import { type Highlighted, highlight } from './highlight'

/** JSON in colours. */
export default memo(function HighlightedJson({ text }: { text: string }) {
  return highlight(text, 'json').map(toReact)
})

function toReact(node: Highlighted, index: number): ReactNode {
  if (node.type === 'text') return node.value
  if (node.type !== 'element') return null
  const { className } = node.properties
  return (
    <span key={index} className={Array.isArray(className) ? className.join(' ') : undefined}>
      {node.children.map(toReact)}
    </span>
  )
}
