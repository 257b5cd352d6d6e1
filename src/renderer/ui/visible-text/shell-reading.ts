import { looksLike, SIGN_CLASS, signsInCommand, standsInWord, twinOfSign } from './look-alike-signs'
import type { Manner } from './reveal-text'

// Takes what it is given for text, whatever is in it: hands nothing of it to a shell. (printf and test
// of bash do, in an index.)
const TAKES_TEXT =
  /^(?:git (?:--no-pager |-c core\.editor=true )?(?:add|blame|branch|checkout|commit|diff|log|merge|mv|notes|restore|rm|show|stash|status|switch|tag)|gh (?:issue|pr|release)|cat|cd|column|cp|cut|diff|echo|false|grep|head|ln|ls|mkdir|mv|pwd|rg|rm|rmdir|tail|tee|touch|tr|tree|true|uniq|wc|:)(?: |$)/
// Changes nothing of how what stands beside it is read, where it is given neither a pipe nor a text
// in which something could be done.
const STANDS_BESIDE =
  /^(?:bash|biome|bun|cargo|deno|docker|eslint|gh|git|go|jest|make|node|npm|npx|pip|pnpm|prettier|pytest|python3?|ruff|sh|sleep|tsc|uv|vitest|yarn|\.{0,2}\/[\w./-]{1,200})(?: |$)/

const DOES_NOTHING = /^[\w\s"'./:=,+@*-]*$/

const BARE = String.raw`[\w./:=,+@%~^\-\u0080-\uffff]`
// The way to hand a text of many lines to an option; older shells stumble over quotes in it.
const HERE_STRING = String.raw`"\$\(cat <<'EOF'(?:\n(?!EOF\n)[^'"\x60()\\\n]*)*\nEOF\n\)"`
// To fish a backslash before the quote that closes keeps it open.
const STRING = String.raw`'(?:[^']*[^'\\])?'|"(?:[^"\\$\x60]|\\[\s\S])*"|${HERE_STRING}`
const IS_END = String.raw`(?=[ \t\n;|&<>]|$)`
const PIECE = new RegExp(
  [
    String.raw`(?<space>[ \t]+(?:\\\n[ \t]*)?|#[^\n]*)`,
    String.raw`(?<end>\n|&&|\|\||[;&|])`,
    String.raw`(?<redirect>[<>]&[0-9]${IS_END}|>{1,2}(?:[ \t]*/dev/null${IS_END})?|<(?!<))`,
    `(?:(?<text>(?:-${BARE}*)?(?:${STRING}))|(?<bare>${BARE}(?:${BARE}|#)*))${IS_END}`,
  ].join('|'),
  'y',
)

/**
 * Tells whether a command is of the plain kind that every shell reads alike, with programs that take
 * texts for nothing but texts: simple commands in a row, whose words are bare or strings that close.
 */
function isPlain(command: string): boolean {
  let words: string[] = []
  let hasText = false
  let isTarget = false
  let isPiped = false
  let isWritten = false
  let hasOthers = false
  const isCommandPlain = () => {
    const said = words.join(' ')
    isWritten ||= said.startsWith('tee ')
    const takesText = said === '' || TAKES_TEXT.test(said)
    hasOthers ||= !takesText
    return takesText || (!hasText && !isPiped && STANDS_BESIDE.test(said))
  }
  PIECE.lastIndex = 0
  while (PIECE.lastIndex < command.length) {
    const groups = PIECE.exec(command)?.groups
    if (!groups) return false
    const { space, end, redirect, text, bare } = groups
    if (space !== undefined) continue
    const word = bare ?? (text === undefined ? undefined : "''")
    if (word !== undefined && !isTarget) words.push(word)
    if (text !== undefined) hasText ||= !DOES_NOTHING.test(text)
    isTarget = redirect !== undefined && /^[<>]+$/.test(redirect)
    isWritten ||= isTarget && redirect !== '<'
    // What it reads may be what was just written.
    isPiped ||= redirect === '<'
    if (end === undefined) continue
    if (!isCommandPlain()) return false
    // A pipe goes on over what ends nothing: the end of its line.
    isPiped = end === '|' || (isPiped && words.length === 0)
    words = []
    hasText = false
  }
  return isCommandPlain() && !(isWritten && hasOthers)
}

const QUOTED = /\\[\s\S]|'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|(?<![^ \t\n;|&])#[^\n]*/g

/** The places of a command that a shell acts upon: 1 outside of quotes and comments. */
function actsIn(command: string): Uint8Array {
  const acts = new Uint8Array(command.length).fill(1)
  for (const { 0: quoted, index } of command.matchAll(QUOTED)) {
    if (!quoted.startsWith('\\')) acts.fill(0, index + 1, index + quoted.length)
  }
  return acts
}

const SIGNS = new RegExp(`[${SIGN_CLASS}]`, 'gu')
// What makes a difference where it is not quoted.
const DOES_SOMETHING = /[;|&<>$`()#\\\n*]/

const QUOTES = [looksLike("'"), looksLike('"')]

/** The places of signs within words that seem to begin and to end nothing in which something is done. */
function harmlessIn(command: string): ReadonlySet<number> {
  const harmless = new Set<number>()
  for (const quotes of QUOTES) {
    const places = Array.from(command.matchAll(quotes), ({ index }) => index)
    const hides = (at: number | undefined, next: number | undefined) =>
      at !== undefined && next !== undefined && DOES_SOMETHING.test(command.slice(at + 1, next))
    places.forEach((at, index) => {
      if (!standsInWord(command, at)) return
      if (!hides(places[index - 1], at) && !hides(at, places[index + 1])) harmless.add(at)
    })
  }
  return harmless
}

/** The command as it looks: each of these signs as the one of ASCII that it looks like. */
const asItLooks = (command: string, places: ReadonlySet<number>) =>
  command.replace(SIGNS, (source, at: number) => {
    // As long, so that both readings have the same places.
    return places.has(at) ? twinOfSign(source).padEnd(source.length) : source
  })

/**
 * Tells whether a command with signs that look like those of a shell may be taken for another one than
 * its shell runs. It may unless that is sure: whatever is not of the plain kind may, and what is may
 * where such a sign stands outside of quotes and comments, or something runs that looks quoted.
 */
export function looksOtherwise(command: string): boolean {
  const signs = new Set(Array.from(signsInCommand(command, true), ({ at }) => at))
  if (signs.size === 0) return false
  for (const at of harmlessIn(command)) signs.delete(at)
  if (signs.size === 0) return false
  if (!isPlain(command)) return true
  const acts = actsIn(command)
  for (const at of signs) if (acts[at] === 1) return true
  const seen = actsIn(asItLooks(command, signs))
  return acts.some(
    (isRun, at) => isRun === 1 && seen[at] === 0 && DOES_SOMETHING.test(command.charAt(at)),
  )
}

/** Gives the manner of a command: its signs are marked in either, and warned of where they may deceive. */
export const mannerOf = (command: string): Manner =>
  command.length > MOST_CHARS || looksOtherwise(command) ? 'doubtful-command' : 'command'

/** A longer one is not looked through: nobody writes it, and nobody reads it. */
const MOST_CHARS = 400_000
