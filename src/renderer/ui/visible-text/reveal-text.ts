import { codeOf, type Deception, nameOf } from './characters'
import { SIGN_CLASS } from './look-alike-signs'
import { lookAlikesIn } from './look-alikes'

/**
 * The kind of a text. `code`: of many lines, where each character counts. `command`: code in which each
 * sign that looks like one of a shell's counts too; `doubtful-command` where such signs may make it
 * look like another command than it is, which is warned of. `name`: code on one line, as a path, a
 * pattern, the name of a tool. `words`: what is said in a language, where joiners, marks of direction
 * and fine spaces are part of the writing.
 */
export type Manner = 'code' | 'command' | 'doubtful-command' | 'name' | 'words'

/** A piece of a text. The sources of all pieces, one after another, are the text. */
export type Segment =
  | { readonly kind: 'text'; readonly source: string }
  /** Written from right to left; it must not take what is around it along. */
  | { readonly kind: 'right-to-left'; readonly source: string }
  | Mark

/** A piece of a text that is not what it looks like. */
export interface Mark {
  readonly kind: 'mark'
  readonly source: string
  readonly deception: Deception
  /** Stands for it; a look-alike stands for itself. */
  readonly label: string
  /** Says in full what it is. */
  readonly name: string
  /** Tells whether nobody need be warned of it. */
  readonly isQuiet?: boolean
}

const DISPLAYED_FORMATS = String.raw`\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}`
// Not shown, or shown as what they are not.
const UNSEEN = String.raw`[[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc]--[ \t\n\r${DISPLAYED_FORMATS}]]`
const LONE_RETURN = String.raw`\r(?!\n)`
// In words these are the writing's own: fine spaces, and marks that only ever say which way a letter
// without a direction goes.
const FINE = String.raw`[[\p{Zs}\p{Co}\u200e\u200f\u061c]--[\u1680]]`
const JOINERS = String.raw`[\u200b-\u200d\u2060\u034f\p{Variation_Selector}]`
const JOINED = String.raw`(?<=[[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}${'\\u115f\\u1160\\u3164\\uffa0'}]])`
// A thing on the page takes four marks above one letter; more run over the lines around it.
const STACKED = String.raw`(?<=\p{M}{4})[\p{M}--\p{Default_Ignorable_Code_Point}]+`
// An accent that has no letter is drawn as a sign by itself.
const LOOSE = String.raw`(?<![\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Join_Control}\u25cc])[\p{M}--\p{Default_Ignorable_Code_Point}]+`
const RIGHT_TO_LEFT = String.raw`[[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]--${UNSEEN}]`
// Those of Hebrew look like straight quotes, and by themselves they can be marked.
const RIGHT_TO_LEFT_BUT_SIGNS = `[${RIGHT_TO_LEFT}--[${SIGN_CLASS}]]`
const IN_WORDS = String.raw`(?<=${RIGHT_TO_LEFT_BUT_SIGNS})[\u05f3\u05f4](?=${RIGHT_TO_LEFT_BUT_SIGNS})`
const rightToLeftBy: Record<Exclude<Manner, 'words'>, string> = {
  code: RIGHT_TO_LEFT,
  name: RIGHT_TO_LEFT,
  command: `(?:${RIGHT_TO_LEFT_BUT_SIGNS}|${IN_WORDS})`,
  'doubtful-command': RIGHT_TO_LEFT_BUT_SIGNS,
}
// So many in a row push what follows out of sight.
const SPACES = ' {100,}|\\t{25,}'

const CODE = `(?:${UNSEEN}|${LONE_RETURN})+`
const unseenBy: Record<Manner, string> = {
  code: CODE,
  command: CODE,
  'doubtful-command': CODE,
  name: `(?:${UNSEEN}|[\\t\\n\\r])+|^ +| +$`,
  words: `(?:(?!${JOINED}${JOINERS}|${FINE})${UNSEEN}|${LONE_RETURN})+`,
}

const piecesIn = (manner: Manner, first: readonly string[]) => {
  const rtl = manner === 'words' ? '' : rightToLeftBy[manner]
  return new RegExp(
    [
      ...first,
      manner === 'words' ? '' : `(?<spaces>${SPACES})`,
      `(?<unseen>${unseenBy[manner]})`,
      manner === 'words' ? '' : `(?<loose>${LOOSE})`,
      `(?<stacked>${STACKED})`,
      manner === 'words' ? '' : `(?<rtl>${rtl}+(?: ${rtl}+)*)`,
    ]
      .filter(Boolean)
      .join('|'),
    'gv',
  )
}

const allPieces = (...first: readonly string[]): Record<Manner, RegExp> => ({
  code: piecesIn('code', first),
  command: piecesIn('command', first),
  'doubtful-command': piecesIn('doubtful-command', first),
  name: piecesIn('name', first),
  words: piecesIn('words', first),
})
const PIECES = allPieces()
// Emoji are put together by characters that show nothing. (The property RGI_Emoji says just which,
// and takes ten times as long.)
const JOINS_EMOJI = /[\u200d\ufe0f\u{e007f}]/u
const PICTURE = String.raw`\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?`
const KEYCAP = String.raw`[0-9#*]\ufe0f\u20e3`
// England, Scotland, Wales.
const FLAG = String.raw`\u{1f3f4}(?:\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073}))\u{e007f}`
const PIECES_WITH_EMOJI = allPieces(`(?<emoji>${FLAG}|${PICTURE}(?:\\u200d${PICTURE})*|${KEYCAP})`)

// What most texts are: there is nothing to find in them.
const PLAIN = /^[\n\t\x20-\x7e]*$/
const PLAIN_LINE = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/
const HAS_SPACES = new RegExp(SPACES)

/** Whether a text is just what it looks like, without looking at it closely. */
export function isPlain(text: string, manner: Manner): boolean {
  return (manner === 'name' ? PLAIN_LINE : PLAIN).test(text) && !HAS_SPACES.test(text)
}

/** Takes a text apart into what is as it looks, and what is not. */
export const revealText = (text: string, manner: Manner): readonly Segment[] => [
  ...segmentsOf(text, manner),
]

/** The same piece by piece, for whoever needs the first ones only. */
export function* segmentsOf(text: string, manner: Manner): Iterable<Segment> {
  if (text === '') return
  if (isPlain(text, manner)) {
    yield { kind: 'text', source: text }
    return
  }
  let end = 0
  for (const { at, segment } of inOrder(unseenIn(text, manner), twinsIn(text, manner))) {
    if (at < end) continue
    if (at > end) yield { kind: 'text', source: text.slice(end, at) }
    yield segment
    end = at + segment.source.length
  }
  if (end < text.length) yield { kind: 'text', source: text.slice(end) }
}

interface Placed {
  readonly at: number
  readonly segment: Segment
}

/** What two finders find, as it stands in the text. */
function* inOrder(one: Iterator<Placed>, other: Iterator<Placed>): Iterable<Placed> {
  let a = one.next()
  let b = other.next()
  while (!a.done || !b.done) {
    if (!a.done && (b.done || a.value.at <= b.value.at)) {
      yield a.value
      a = one.next()
    } else if (!b.done) {
      yield b.value
      b = other.next()
    }
  }
}

function* unseenIn(text: string, manner: Manner): Generator<Placed> {
  const pieces = JOINS_EMOJI.test(text) ? PIECES_WITH_EMOJI : PIECES
  for (const { 0: source, index, groups } of text.matchAll(pieces[manner])) {
    if (groups?.emoji !== undefined) continue
    if (groups?.rtl !== undefined) {
      yield { at: index, segment: { kind: 'right-to-left', source } }
    } else if (groups?.loose !== undefined) yield { at: index, segment: looseMark(source) }
    else if (groups?.stacked !== undefined) yield { at: index, segment: stackedMark(source) }
    else {
      let at = index
      for (const segment of marksOf(source)) {
        yield { at, segment }
        at += segment.source.length
      }
    }
  }
}

function* twinsIn(text: string, manner: Manner): Generator<Placed> {
  for (const { at, source, twin, what, isQuiet } of lookAlikesIn(text, manner)) {
    const name = `${codeOf(source.codePointAt(0) ?? 0)}, ${what} that looks like “${twin}”`
    const mark = { kind: 'mark', deception: 'look-alike', source, label: source, name } as const
    yield { at, segment: isQuiet ? { ...mark, isQuiet } : mark }
  }
}

function looseMark(source: string): Mark {
  const [first = '', ...more] = Array.from(source, (it) => codeOf(it.codePointAt(0) ?? 0))
  const label = more.length > 0 ? `${first} +${more.length}` : first
  return {
    kind: 'mark',
    source,
    deception: 'invisible',
    label,
    name: `${first}, accent on no letter`,
  }
}

const stackedMark = (source: string): Mark => ({
  kind: 'mark',
  source,
  deception: 'invisible',
  label: `marks ×${[...source].length}`,
  name: 'more accents on one letter than it can bear',
})

// More kinds of them in a row than this are counted, not listed.
const MOST_IN_A_ROW = 6

/** One mark for each kind in a row of characters that are not shown; one for all where there are many kinds. */
function marksOf(source: string): readonly Mark[] {
  const rows: { code: number; source: string; count: number }[] = []
  for (const character of source) {
    const code = character.codePointAt(0) ?? 0
    const last = rows.at(-1)
    if (last && (last.code === code || (isTag(last.code) && isTag(code)))) {
      last.source += character
      last.count += 1
    } else rows.push({ code, source: character, count: 1 })
  }
  if (rows.length > MOST_IN_A_ROW) return [rowOfMany(source, rows)]
  return rows.map(({ code, source: same, count }) => {
    const { deception, label, name } = nameOf(code)
    const times = count > 1 ? `×${count.toLocaleString('en')}` : ''
    const hidden = isTag(code) ? tagText(same) : ''
    if (hidden !== '') {
      return {
        kind: 'mark',
        source: same,
        deception,
        label: `TAG “${hidden}”`,
        name: 'tag characters, which hide a text',
      }
    }
    return {
      kind: 'mark',
      source: same,
      deception,
      label: label + times,
      name: fullName(code, name),
    }
  })
}

const fullName = (code: number, name: string) => `${codeOf(code)}, ${name}`

function rowOfMany(source: string, rows: readonly { code: number; count: number }[]): Mark {
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  const kinds = new Set(rows.map(({ code }) => code))
  const names = [...kinds].slice(0, MOST_IN_A_ROW).map((code) => nameOf(code).name)
  const more = kinds.size > names.length ? ' and others' : ''
  const isOrder = [...kinds].some((code) => nameOf(code).deception === 'order')
  return {
    kind: 'mark',
    source,
    deception: isOrder ? 'order' : 'invisible',
    label: `${count.toLocaleString('en')} hidden`,
    name: `${names.join(', ')}${more}`,
  }
}

const isTag = (code: number) => code >= 0xe0020 && code <= 0xe007e
const MOST_TAG_CHARS = 60

/** What tag characters say, each of which stands for one of ASCII. */
function tagText(source: string): string {
  const text = Array.from(source, (it) =>
    String.fromCharCode((it.codePointAt(0) ?? 0) - 0xe0000),
  ).join('')
  return text.length > MOST_TAG_CHARS ? `${text.slice(0, MOST_TAG_CHARS)}…` : text
}
