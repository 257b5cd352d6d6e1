import fuzzysort from 'fuzzysort'
import type { Session } from '../../shared/engine-types'
import type { ListItem } from './list-items'

export interface SearchOptions {
  query: string
  sessions: readonly Session[]
  archived: readonly Session[]
  children: ReadonlyMap<string, readonly Session[]>
  /** What a session is called in the list. */
  titleOf: (session: Session) => string
  /** What its project is called; undefined when there is only one. */
  projectOf: (session: Session) => string | undefined
}

/**
 * Finds sessions by their titles: all that exist, the best first. What a person started comes before
 * sub-agents and before what was put away.
 */
export function searchSessions(options: SearchOptions): readonly ListItem[] {
  const found = (group: string | undefined, sessions: readonly Session[]): ListItem[] => {
    const results = fuzzysort.go(options.query, sessions, { key: options.titleOf, limit: 0 })
    return results.map(({ obj, indexes }, index) => ({
      key: obj.id,
      ...(index === 0 && group !== undefined && { group }),
      row: {
        session: obj,
        depth: 0,
        children: 0,
        isOpened: false,
        fits: indexes,
        project: options.projectOf(obj),
      },
    }))
  }
  return [
    ...found(undefined, options.sessions),
    ...found('Sub-agents', [...options.children.values()].flat()),
    ...found('Archived', options.archived),
  ]
}

/** A text in pieces: those that fit a search, and those between. */
export function piecesOf(
  text: string,
  fits: readonly number[],
): { at: number; text: string; fits: boolean }[] {
  const pieces: { at: number; text: string; fits: boolean }[] = []
  const isFit = new Set(fits)
  for (let at = 0; at < text.length; at += 1) {
    const last = pieces.at(-1)
    const letter = text[at] ?? ''
    if (last && last.fits === isFit.has(at)) last.text += letter
    else pieces.push({ at, text: letter, fits: isFit.has(at) })
  }
  return pieces
}
