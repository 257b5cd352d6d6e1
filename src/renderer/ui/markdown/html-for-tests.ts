import { toJsxRuntime } from 'hast-util-to-jsx-runtime'
import { Fragment, jsx, jsxs } from 'react/jsx-runtime'
import { renderToStaticMarkup } from 'react-dom/server'
import { readMarkdown } from './read-markdown'

/** What a Markdown text is, as HTML of no looks. */
export const html = (text: string): string =>
  renderToStaticMarkup(toJsxRuntime(readMarkdown(text).tree, { Fragment, jsx, jsxs }))
