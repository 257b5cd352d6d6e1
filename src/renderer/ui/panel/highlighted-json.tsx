import { memo, type ReactNode } from 'react'
import { VisibleText } from '../visible-text/visible-text'
import { type Highlighted, highlight } from './highlight'

/** JSON in colours. */
export default memo(function HighlightedJson({ text }: { text: string }) {
  return highlight(text, 'json').map(toReact)
})

function toReact(node: Highlighted, index: number): ReactNode {
  if (node.type === 'text') return <VisibleText key={index} text={node.value} manner="code" />
  if (node.type !== 'element') return null
  const { className } = node.properties
  return (
    <span key={index} className={Array.isArray(className) ? className.join(' ') : undefined}>
      {node.children.map(toReact)}
    </span>
  )
}
