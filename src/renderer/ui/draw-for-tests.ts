import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { setUp } from '../store/actions-fixture'
import { HelmContext } from './context'

/** The size of a view in a document. */
export interface Drawn {
  readonly html: string
  readonly elements: number
  /** Elements that stand for what does not show, or looks like another, or goes from the right. */
  readonly marks: number
  /** Characters of text. */
  readonly chars: number
}

/** Draws a view once, as it is at first, with what it is given to look at. */
export function draw(view: ReactNode, { store, actions } = setUp()): Drawn {
  const html = renderToStaticMarkup(createElement(HelmContext, { value: { store, actions } }, view))
  return {
    html,
    elements: html.split(/<\w/).length - 1,
    marks: html.split(/"unseen-mark"|"look-alike"|dir="rtl"/).length - 1,
    chars: html.split('<').reduce((sum, it) => sum + it.length - it.indexOf('>') - 1, 0),
  }
}
