import type { Element, ElementContent } from 'hast'
import type { Components } from 'hast-util-to-jsx-runtime'
import type { ReactNode } from 'react'
import { Icon } from '../icons'
import { FileCard } from '../picture/file-card'
import { Picture } from '../picture/picture'
import { LINE_MARKS } from '../visible-text/marks'
import { VisibleText } from '../visible-text/visible-text'
import { isOutside } from './address'
import { CodeFigure } from './code-figure'

type WithChildren = { children?: ReactNode }

/** One level for all: a text begins with any, and the outline of the page must have no gaps. */
const Heading = ({ level, children }: WithChildren & { level: number }) => (
  <h2 className={`heading-${level}`}>{children}</h2>
)

/** How each element of a Markdown text is shown. */
export const elements: Components = {
  h1: ({ children }) => <Heading level={1}>{children}</Heading>,
  h2: ({ children }) => <Heading level={2}>{children}</Heading>,
  h3: ({ children }) => <Heading level={3}>{children}</Heading>,
  h4: ({ children }) => <Heading level={4}>{children}</Heading>,
  h5: ({ children }) => <Heading level={4}>{children}</Heading>,
  h6: ({ children }) => <Heading level={4}>{children}</Heading>,
  a: ({ href = '', children }) =>
    isOutside(href) ? (
      <a href={href} target="_blank" rel="noreferrer noopener" title={href}>
        {children}
      </a>
    ) : (
      <span className="inert-link" title={href}>
        {children}
      </span>
    ),
  img: ({ src, alt }) => <Image address={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  // The line break that stands after it in the text is the one that is shown.
  br: () => null,
  input: ({ checked }) => (
    <span className={checked ? 'task-box done' : 'task-box'}>
      {checked && <Icon name="check" />}
      <span className="hidden-text">{checked ? 'Done: ' : 'To do: '}</span>
    </span>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/useSemanticElements: a landmark each would be too many
    <div
      className="table-scroll"
      role="group"
      aria-label="Table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, by keyboard too
      tabIndex={0}
    >
      <table>{children}</table>
    </div>
  ),
  code: ({ children }) => (
    <code>
      {typeof children === 'string' ? (
        <VisibleText text={children} manner="code" most={LINE_MARKS} />
      ) : (
        children
      )}
    </code>
  ),
  pre: ({ node }) => {
    const code = node?.children.find(
      (child: ElementContent): child is Element => child.type === 'element',
    )
    return (
      <CodeFigure
        text={textOf(code?.children ?? []).replace(/\n$/, '')}
        language={languageOf(code)}
        isOpen={false}
      />
    )
  },
}

// Of one that is read by people.
const MOST_ADDRESS_CHARS = 300

/** The page has no network: an image from there is named, and can be opened outside. */
function Image({ address, alt }: { address: string; alt: string }) {
  const words = alt || 'Image'
  const [, mime] = /^data:(image\/[\w.+-]{1,40})[;,]/i.exec(address) ?? []
  if (mime) {
    return (
      <Picture
        className="prose-image"
        url={address}
        alt={alt}
        fallback={(why) => <FileCard name={words} mime={mime} url={address} why={why} />}
      />
    )
  }
  return (
    <span className="image-link">
      <Icon name="image" />
      {isOutside(address) ? (
        <a href={address} target="_blank" rel="noreferrer noopener">
          {words}
        </a>
      ) : (
        words
      )}
      <span className="image-address">{address.slice(0, MOST_ADDRESS_CHARS)}</span>
    </span>
  )
}

const textOf = (nodes: readonly ElementContent[]): string =>
  nodes.map((node) => (node.type === 'text' ? node.value : '')).join('')

function languageOf(code: Element | undefined): string {
  const names = code?.properties.className
  const name = Array.isArray(names) ? names.find((it) => String(it).startsWith('language-')) : ''
  return String(name ?? '').replace('language-', '')
}
