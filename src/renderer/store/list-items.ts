import type { Session } from '../../shared/engine-types'

/** The head of a project, above its sessions. */
export interface ProjectHead {
  readonly directory: string
  readonly name: string
  readonly isFolded: boolean
  /** How many sessions it has. */
  readonly count: number
}

/** One session as the list shows it. */
export interface SessionRow {
  readonly session: Session
  /** 0 for what a person started, 1 for its sub-agents, and so on. */
  readonly depth: number
  /** How many sub-agents it has. */
  readonly children: number
  /** Whether they are shown. */
  readonly isOpened: boolean
  /** In the results of a search: which letters of the title fit. */
  readonly fits?: readonly number[]
  /** In the results of a search over several projects: which one. */
  readonly project?: string | undefined
}

/**
 * One item of the list: a session, under the heads that begin with it. A project that is folded is
 * its head alone.
 */
export interface ListItem {
  readonly key: string
  readonly project?: ProjectHead
  /** The name of a day, or of another group. */
  readonly group?: string
  readonly row?: SessionRow
}

export interface GroupOptions {
  /** No sub-agents. */
  sessions: readonly Session[]
  children: ReadonlyMap<string, readonly Session[]>
  /** The order of projects; those that are not in it come behind, last updated first. */
  order: readonly string[]
  /** What each project is called. */
  nameOf: (directory: string) => string
  isFolded: (directory: string) => boolean
  isOpened: (sessionID: string) => boolean
  /** Where a session stands in time, ms since the epoch. */
  timeOf: (session: Session) => number
  /** When today began, ms since the epoch. */
  today: number
}

/** Arranges sessions by project, if there are several, then by day, with sub-agents below. */
export function groupSessions(options: GroupOptions): readonly ListItem[] {
  const { sessions, order, timeOf } = options
  const sorted = [...sessions].sort((a, b) => timeOf(b) - timeOf(a))
  const projects = new Map<string, Session[]>()
  for (const session of sorted) {
    const known = projects.get(session.directory)
    if (known) known.push(session)
    else projects.set(session.directory, [session])
  }
  if (projects.size < 2) return groupByDay(sorted, options)
  const placeOf = (directory: string) => {
    const place = order.indexOf(directory)
    return place < 0 ? order.length : place
  }
  const ordered = [...projects].sort(([a], [b]) => placeOf(a) - placeOf(b))
  return ordered.flatMap(([directory, sessions]) => {
    const isFolded = options.isFolded(directory)
    const name = options.nameOf(directory)
    const project = { directory, name, isFolded, count: sessions.length }
    if (isFolded) return [{ key: `project ${directory}`, project }]
    const [first, ...rest] = groupByDay(sessions, options)
    return first ? [{ ...first, project }, ...rest] : []
  })
}

const NONE: ReadonlySet<string> = new Set()

function groupByDay(sessions: readonly Session[], options: GroupOptions): ListItem[] {
  const nameDay = dayNames(options.today)
  let before: string | undefined
  return sessions.flatMap((session) => {
    const day = nameDay(options.timeOf(session))
    const [first, ...rest] = withChildren(session, 0, options, NONE)
    const isNew = day !== before
    before = day
    return first ? [isNew ? { ...first, group: day } : first, ...rest] : []
  })
}

function withChildren(
  session: Session,
  depth: number,
  options: GroupOptions,
  above: ReadonlySet<string>,
): ListItem[] {
  const children = options.children.get(session.id) ?? []
  // Whatever the engine says of parents, this ends.
  const isOpened = children.length > 0 && options.isOpened(session.id) && !above.has(session.id)
  const item = {
    key: session.id,
    row: { session, depth, children: children.length, isOpened },
  }
  if (!isOpened) return [item]
  const within = new Set([...above, session.id])
  const below = children.flatMap((child) => withChildren(child, depth + 1, options, within))
  return [item, ...below]
}

const month = new Intl.DateTimeFormat('en-GB', { month: 'long' })
const monthAndYear = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' })

/**
 * Names days as the list does: Today, Yesterday, Previous 7 days, then the month.
 * @param today when today began, ms since the epoch
 * @returns names the day of a time
 */
export function dayNames(today: number): (time: number) => string {
  const yesterday = daysBefore(today, 1)
  const lastWeek = daysBefore(today, 7)
  const year = new Date(today).getFullYear()
  // To format a date costs as much as to sort ten sessions.
  const names = new Map<number, string>()
  return (time) => {
    if (time >= today) return 'Today'
    if (time >= yesterday) return 'Yesterday'
    if (time >= lastWeek) return 'Previous 7 days'
    const date = new Date(time)
    const key = date.getFullYear() * 12 + date.getMonth()
    const name = names.get(key) ?? (date.getFullYear() === year ? month : monthAndYear).format(date)
    names.set(key, name)
    return name
  }
}

/** Midnights are not always 24 hours apart. */
function daysBefore(today: number, days: number): number {
  const day = new Date(today)
  return day.setDate(day.getDate() - days)
}
