import type { Session } from '../../shared/engine-types'
import type { RecentProject } from '../../shared/project-operations'
import type { Ask } from './asks'
import { groupSessions, type ListItem } from './list-items'
import { nameProjects } from './projects'
import { searchSessions } from './search-items'
import { sessionTitle } from './title-of'

/** What the list is made of. */
export interface ListSource {
  readonly list: {
    readonly shown: readonly Session[]
    readonly archived: readonly Session[]
    readonly children: ReadonlyMap<string, readonly Session[]>
    get(id: string): Session | undefined
  }
  readonly projects: { readonly recent: readonly RecentProject[] }
  readonly asks: { readonly all: readonly Ask[] }
  readonly openID: string | undefined
}

/** What stands still while the pointer, or the focus, is in the list. */
interface Held {
  readonly times: ReadonlyMap<string, number>
  readonly order: readonly string[]
  readonly asks: readonly Ask[]
}

const NOTHING: ReadonlySet<string> = new Set()

/** How the list of sessions is looked at: what is searched for, folded and opened, and what is held. */
export class ListView {
  #query = ''
  #showsArchived = false
  #folded = NOTHING
  #opened = NOTHING
  /** Closed by hand, each with the reason for which it would be open. */
  #closed: ReadonlyMap<string, string> = new Map()
  #held: Held | undefined
  #shownOpen = new Set<string>()
  #made: { of: readonly unknown[]; items: readonly ListItem[] } | undefined

  get query(): string {
    return this.#query
  }

  /** Whether what was put away is shown, instead of the rest. */
  get showsArchived(): boolean {
    return this.#showsArchived
  }

  /** The projects that are folded; the identical set while it is the same. */
  get folded(): ReadonlySet<string> {
    return this.#folded
  }

  search(query: string): void {
    this.#query = query
  }

  setArchived(showsArchived: boolean): void {
    this.#showsArchived = showsArchived
  }

  /** Folds a project, or opens it. */
  toggleProject(directory: string): void {
    this.#folded = toggled(this.#folded, directory)
  }

  /** Takes up what was folded. */
  recallFolded(directories: readonly string[]): void {
    this.#folded = new Set(directories)
  }

  /** Shows the sub-agents of a session, or hides them: until there is a new reason to show them. */
  toggleChildren(sessionID: string, source: ListSource): void {
    const closed = new Map(this.#closed)
    if (this.#shownOpen.has(sessionID)) {
      closed.set(sessionID, this.#reasons(source).get(sessionID) ?? '')
      this.#opened = new Set([...this.#opened].filter((id) => id !== sessionID))
    } else {
      closed.delete(sessionID)
      this.#opened = new Set([...this.#opened, sessionID])
    }
    this.#closed = closed
  }

  /** From now on nothing that is shown changes its place. */
  hold({ list, projects, asks }: ListSource): void {
    const sessions = [...list.shown, ...list.archived]
    const times = new Map(sessions.map(({ id, time }) => [id, time.updated]))
    const order = projects.recent.map(({ directory }) => directory)
    const inOrder = new Set(order)
    const others = new Set(list.shown.map(({ directory }) => directory))
    const rest = [...others].filter((directory) => !inOrder.has(directory))
    this.#held = { times, order: [...order, ...rest], asks: asks.all }
  }

  /** Everything may take its place again. */
  release(): void {
    this.#held = undefined
  }

  /**
   * What the list shows; the identical value while nothing of it changed.
   * @param today when today began, ms since the epoch
   */
  items(source: ListSource, today: number): readonly ListItem[] {
    const { list, projects, asks, openID } = source
    const of = [
      ...[list.shown, list.archived, list.children, projects.recent, asks.all, openID, today],
      ...[this.#query, this.#showsArchived, this.#folded, this.#opened, this.#closed, this.#held],
    ]
    if (!this.#made?.of.every((value, index) => value === of[index])) {
      this.#made = { of, items: this.#make(source, today) }
    }
    return this.#made.items
  }

  #make(source: ListSource, today: number): readonly ListItem[] {
    const { list, projects } = source
    const { archived, children } = list
    const everywhere = new Set([...list.shown, ...archived].map(({ directory }) => directory))
    const names = nameProjects([...everywhere])
    const nameOf = (directory: string) => names.get(directory) ?? directory
    const query = this.#query.trim()
    if (query !== '') {
      const projectOf = ({ directory }: Session) => (names.size > 1 ? nameOf(directory) : undefined)
      const titleOf = ({ title }: Session) => sessionTitle(title)
      const sessions = list.shown
      return searchSessions({ query, sessions, archived, children, titleOf, projectOf })
    }
    const held = this.#held
    this.#shownOpen = this.#openParents(source)
    return groupSessions({
      sessions: this.#showsArchived ? archived : list.shown,
      children,
      order: held?.order ?? projects.recent.map(({ directory }) => directory),
      nameOf,
      isFolded: (directory) => this.#folded.has(directory),
      isOpened: (id) => this.#shownOpen.has(id),
      timeOf: ({ id, time }) => held?.times.get(id) ?? time.updated,
      today,
    })
  }

  #openParents(source: ListSource): Set<string> {
    const reasons = this.#reasons(source)
    const open = new Set([...this.#opened, ...reasons.keys()])
    // What closes by itself does so once the pointer is away.
    if (this.#held) for (const id of this.#shownOpen) open.add(id)
    const isClosed = (id: string) => this.#closed.get(id) === (reasons.get(id) ?? '')
    return new Set([...open].filter((id) => !isClosed(id)))
  }

  /** Which sessions show their sub-agents by themselves: one is looked at, or waits. */
  #reasons({ list, asks, openID }: ListSource): Map<string, string> {
    const reasons = new Map<string, string>()
    const note = (sessionID: string, reason: string) => {
      const seen = new Set([sessionID])
      let parentID = list.get(sessionID)?.parentID
      while (parentID !== undefined && !seen.has(parentID)) {
        reasons.set(parentID, `${reasons.get(parentID) ?? ''} ${reason}`)
        seen.add(parentID)
        parentID = list.get(parentID)?.parentID
      }
    }
    if (openID !== undefined) note(openID, openID)
    for (const { request } of this.#held?.asks ?? asks.all) note(request.sessionID, request.id)
    return reasons
  }
}

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  return set.has(value) ? new Set([...set].filter((it) => it !== value)) : new Set([...set, value])
}

/** When the day of a moment began, ms since the epoch. */
export const startOfDay = (now: number): number => new Date(now).setHours(0, 0, 0, 0)
