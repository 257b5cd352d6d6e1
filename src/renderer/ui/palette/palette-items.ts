import fuzzysort, { type Result } from 'fuzzysort'
import type { Session } from '../../../shared/engine-types'
import { COMMAND_GROUPS, type Command } from '../commands/command'
import { sessionTitle } from '../format'
import type { SearchGroup } from '../grouped-search'

/** A title, cut where what was typed begins and ends in it. */
export interface TitlePiece {
  readonly text: string
  readonly isMatch: boolean
}

interface ItemBase {
  /** Unique in the palette. */
  readonly value: string
  readonly title: readonly TitlePiece[]
}
export type PaletteItem =
  | (ItemBase & { readonly kind: 'command'; readonly command: Command })
  | (ItemBase & { readonly kind: 'session'; readonly session: Session })

export type PaletteGroup = SearchGroup<PaletteItem>

export interface PaletteSources {
  /** Those that can be run now. */
  readonly commands: readonly Command[]
  /** Ids, latest first. */
  readonly recent: readonly string[]
  /** Latest first. */
  readonly sessions: readonly Session[]
}

const FOUND_COMMANDS = 30
const FOUND_SESSIONS = 20
/** How many sessions are offered before anything is typed. */
const LATEST_SESSIONS = 5
// Half of fuzzysort's own: what people type is the beginning of words, or few letters of some.
const THRESHOLD = 0.3
/** A command that is found by its other words comes after those that are found by their title. */
const BY_WORDS = 0.8

/**
 * What the palette offers. Without a query: what was run last, the latest sessions, then all
 * commands in the order of their groups. With one: what matches it, the best first.
 */
export function paletteGroups(query: string, sources: PaletteSources): readonly PaletteGroup[] {
  const wanted = query.trim()
  return wanted === '' ? everything(sources) : matching(wanted, sources)
}

function everything({ commands, recent, sessions }: PaletteSources): PaletteGroup[] {
  const latest = recent.flatMap((id) => commands.find((it) => it.id === id) ?? [])
  const rest = commands.filter((it) => !latest.includes(it))
  return [
    group('Recent', latest.map(commandItem)),
    group('Latest sessions', sessions.slice(0, LATEST_SESSIONS).map(sessionItem)),
    ...COMMAND_GROUPS.map((name) =>
      group(name, rest.filter((it) => it.group === name).map(commandItem)),
    ),
  ].filter(({ items }) => items.length > 0)
}

function matching(query: string, { commands, sessions }: PaletteSources): PaletteGroup[] {
  const found = fuzzysort.go(query, commands, {
    keys: [(it) => it.title, (it) => it.words ?? '', (it) => it.group],
    limit: FOUND_COMMANDS,
    threshold: THRESHOLD,
    scoreFn: ([title, words, name]) =>
      Math.max(
        title?.score ?? 0,
        BY_WORDS * (words?.score ?? 0),
        BY_WORDS * BY_WORDS * (name?.score ?? 0),
      ),
  })
  const foundSessions = fuzzysort.go(query, sessions, {
    key: (it) => sessionTitle(it.title),
    limit: FOUND_SESSIONS,
    threshold: THRESHOLD,
  })
  const best = (results: readonly { score: number }[]) => results[0]?.score ?? 0
  const groups = [
    {
      score: best(found),
      group: group(
        'Commands',
        found.map((result) => {
          const item = commandItem(result.obj)
          const isByTitle = (result[0]?.score ?? 0) > 0
          return isByTitle ? { ...item, title: marked(result[0]) } : item
        }),
      ),
    },
    {
      score: best(foundSessions),
      group: group(
        'Sessions',
        foundSessions.map((result) => ({ ...sessionItem(result.obj), title: marked(result) })),
      ),
    },
  ]
  return groups
    .filter(({ group: { items } }) => items.length > 0)
    .sort((a, b) => b.score - a.score)
    .map((it) => it.group)
}

const group = (value: string, items: readonly PaletteItem[]): PaletteGroup => ({ value, items })

const commandItem = (command: Command): PaletteItem => ({
  kind: 'command',
  value: command.id,
  title: [{ text: command.title, isMatch: false }],
  command,
})

const sessionItem = (session: Session): PaletteItem => ({
  kind: 'session',
  value: session.id,
  title: [{ text: sessionTitle(session.title), isMatch: false }],
  session,
})

/** The title in pieces: whole, where it was found by something else. */
function marked(result: Result | undefined): TitlePiece[] {
  const pieces = result?.highlight((text): TitlePiece => ({ text, isMatch: true })) ?? []
  return pieces
    .filter((it) => it !== '')
    .map((it) => (typeof it === 'string' ? { text: it, isMatch: false } : it))
}
