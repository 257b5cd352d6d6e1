import type { Root, RootContent } from 'hast'

/** Some text of one colour; without a kind it is plain. */
export interface Run {
  readonly text: string
  /** What it is to the language, as class names of highlight.js. */
  readonly kind: string
}

/** What colours code: the part of `lowlight` that is needed. */
export interface Grammars {
  registered(language: string): boolean
  highlight(language: string, text: string): Root
}

// Highlighting takes a browser some 5 ms for ten thousand characters.
const MOST_CHARS = 60_000
const KEPT = 200

/**
 * Colours code. The grammars are large, so they come with the first code that is shown; until then,
 * and where a language is not known, code is plain.
 */
export class Highlighter {
  readonly #import: () => Promise<Grammars>
  #grammars: Grammars | undefined
  #isLoading = false
  #listeners = new Set<() => void>()
  #kept = new Map<string, readonly Run[]>()

  /** @param load fetches the grammars; tried again with the next code when it fails */
  constructor(load: () => Promise<Grammars>) {
    this.#import = load
  }

  get isReady(): boolean {
    return this.#grammars !== undefined
  }

  /** Calls back when the grammars are there. @returns ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Fetches the grammars, once. */
  load(): void {
    if (this.#grammars || this.#isLoading) return
    this.#isLoading = true
    this.#import()
      .then(
        (grammars) => {
          this.#grammars = grammars
          for (const listener of this.#listeners) listener()
        },
        (error) => globalThis.reportError?.(error),
      )
      .finally(() => {
        this.#isLoading = false
      })
  }

  /** @returns undefined when it stays plain: no such language, too long, or not loaded yet */
  runs(language: string, text: string): readonly Run[] | undefined {
    if (language === '' || text.length > MOST_CHARS || !this.#grammars?.registered(language)) {
      return undefined
    }
    const key = `${language}\n${text}`
    const known = this.#kept.get(key)
    const runs = known ?? flatten(this.#grammars.highlight(language, text).children)
    this.#kept.delete(key)
    this.#kept.set(key, runs)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return runs
  }
}

function flatten(nodes: readonly RootContent[], kind = ''): Run[] {
  return nodes.flatMap((node): Run[] => {
    if (node.type === 'text') return [{ text: node.value, kind }]
    if (node.type !== 'element') return []
    const names = node.properties.className
    return flatten(node.children, Array.isArray(names) ? names.join(' ') : kind)
  })
}

/** The one of this page. */
export const highlighter = new Highlighter(async () => {
  const { grammars } = await import('./grammars')
  return grammars
})
