import { sessionTitle as titleOf } from '../store/title-of'
import { spellOut } from './visible-text/spell-out'

/** A session's title for people, with what it hides spelled out. */
export const sessionTitle = (title: string): string => spellOut(titleOf(title), 'words')

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const thisYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const otherYear = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' })

/** How long ago, short enough for a list: `now`, `5 min`, `3 h`, `2 d`, `4 Mar`. */
export function formatAge(then: number, now: number): string {
  const age = now - then
  if (age < MINUTE) return 'now'
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`
  if (age < DAY) return `${Math.floor(age / HOUR)} h`
  if (age < 7 * DAY) return `${Math.floor(age / DAY)} d`
  const isThisYear = new Date(then).getFullYear() === new Date(now).getFullYear()
  return (isThisYear ? thisYear : otherYear).format(then)
}

/** A duration of ms: `12 ms`, `0.4 s`, `12 s`, `3 min 20 s`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`
  const minutes = Math.floor(ms / MINUTE)
  const seconds = Math.floor((ms % MINUTE) / SECOND)
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`
}

/** A duration that is still running, or a wait, in whole seconds: it must not flicker. */
export const formatSeconds = (ms: number): string =>
  ms < MINUTE ? `${Math.floor(Math.max(0, ms) / SECOND)} s` : formatDuration(ms)

/** The last name of a path, of any system. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path
}

/** A path as seen from a directory above it; unchanged when it is elsewhere. */
export function relativeTo(directory: string | undefined, path: string): string {
  if (!directory || !path.startsWith(directory)) return path
  const rest = path.slice(directory.length)
  return /^[\\/]./.test(rest) ? rest.slice(1) : path
}

/** A count of tokens in a few characters: `940`, `2.4k`, `31k`, `1.2M`. */
export function formatTokens(count: number): string {
  if (count < 1_000) return String(Math.round(count))
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`
  if (count < 999_500) return `${Math.round(count / 1_000)}k`
  return `${(count / 1_000_000).toFixed(1)}M`
}

/** A price in US dollars, with as many digits as make it more than nothing. */
export function formatCost(dollars: number): string {
  if (dollars >= 0.095) return `$${dollars.toFixed(2)}`
  return dollars < 0.001 ? 'under $0.001' : `$${dollars.toFixed(3)}`
}
