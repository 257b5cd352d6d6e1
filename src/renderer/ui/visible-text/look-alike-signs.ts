import { EVERYDAY_SIGNS, SIGNS } from './look-alike-table'

/** A sign that looks like one of ASCII, where it may be taken for it. */
export interface SignTwin {
  readonly at: number
  readonly source: string
  /** The sign of ASCII that it looks like. */
  readonly twin: string
  /** Its name, in words. */
  readonly what: string
}

/** Takes a table of code points apart: what each of its characters looks like. */
export const byCharacter = (table: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries(table).flatMap(([twin, codes]) =>
      codes.split(' ').map((code) => [String.fromCodePoint(Number.parseInt(code, 16)), twin]),
    ) as [string, string][],
  )

/** Writes characters so that they may stand in a class of an expression. */
export const escaped = (characters: Iterable<string>) =>
  [...characters].map((it) => `\\u{${it.codePointAt(0)?.toString(16)}}`).join('')

const ODD = byCharacter(SIGNS)
const EVERYDAY = byCharacter(EVERYDAY_SIGNS)
const WIDE = String.raw`\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e\ufe50-\ufe6b`

/** All signs that look like one of ASCII, for a class of an expression. */
export const SIGN_CLASS = `${escaped(ODD.keys())}${escaped(EVERYDAY.keys())}${WIDE}`
/** The same without those that people write every day. */
export const ODD_SIGN_CLASS = `${escaped(ODD.keys())}${WIDE}`

const SIGN = new RegExp(`[${SIGN_CLASS}]`, 'gu')
const ODD_SIGN = new RegExp(`[${ODD_SIGN_CLASS}]`, 'gu')
const IS_WIDE = new RegExp(`[${WIDE}]`, 'u')
const ALL_SIGNS = [...ODD.keys(), ...EVERYDAY.keys(), '\uff02', '\uff07']
const IN_WORDS = /[\u00b4\u02bb\u02bc\u05f3\u05f4\u2018\u2019]/
const IS_LETTER = new RegExp(`[\\p{L}--[${SIGN_CLASS}]]`, 'v')
const EAST_ASIAN_LETTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u
// Beside these a wide sign is the usual one.
const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff01-\uff5e]/u
// " # $ & ' ; < > \ ` { | } and their small forms: with them a shell does something.
const SHELL_WIDE =
  /[\uff02-\uff04\uff06\uff07\uff1b\uff1c\uff1e\uff3c\uff40\uff5b-\uff5d\ufe54\ufe5b\ufe5c\ufe5f\ufe60\ufe64\ufe65\ufe68\ufe69]/
const EAST_ASIAN_QUOTES = /[\u3003\u301d-\u301f\u2025]/
const DASH = /[\u2013-\u2015\u2500\u30fc\uff70\u4e00\u301c]/
const LATIN_DASH = /[\u2013-\u2015]/

const isBesideEastAsian = (text: string, at: number) =>
  EAST_ASIAN.test(text.charAt(at - 1)) || EAST_ASIAN.test(text.charAt(at + 1))

/** The sign of ASCII that a sign looks like. */
export const twinOfSign = (source: string): string =>
  ODD.get(source) ?? EVERYDAY.get(source) ?? source.normalize('NFKC')

const describe = (at: number, source: string): SignTwin => ({
  at,
  source,
  twin: twinOfSign(source),
  what: IS_WIDE.test(source) ? 'fullwidth sign' : 'sign',
})

/** Finds signs that look like those of ASCII in code, a path or a name. */
export function* signsInCode(text: string): Generator<SignTwin> {
  const isInEastAsianLine = eastAsianLines(text)
  const stray = strayQuotes(text)
  let next = stray.next()
  for (const { 0: source, index } of text.matchAll(ODD_SIGN)) {
    if (isUsual(text, index, source)) continue
    if (IS_WIDE.test(source) && !SHELL_WIDE.test(source) && isInEastAsianLine(index)) continue
    for (; !next.done && next.value.at < index; next = stray.next()) yield next.value
    yield describe(index, source)
  }
  for (; !next.done; next = stray.next()) yield next.value
}

/**
 * Finds signs that a reader of a command may take for those of a shell, in quotes or not, those of
 * every day among them. Punctuation that means nothing to a shell stays the usual one beside letters
 * of East Asia, and a dash where no option begins.
 * @param hasAll whether apostrophes and the like between two letters count too
 */
export function* signsInCommand(text: string, hasAll: boolean): Generator<SignTwin> {
  for (const { 0: source, index } of text.matchAll(SIGN)) {
    if (DASH.test(source)) {
      if (!isLikeOption(text, index, source)) continue
    } else if (!SHELL_WIDE.test(source) && IS_WIDE.test(source)) {
      if (isBesideEastAsian(text, index)) continue
    } else if (!hasAll && standsInWord(text, index)) continue
    yield describe(index, source)
  }
}

/** An expression for whatever looks like a sign of ASCII, and that itself. */
export const looksLike = (twin: string): RegExp =>
  new RegExp(`[${escaped([twin, ...ALL_SIGNS.filter((it) => twinOfSign(it) === twin)])}]`, 'gu')

/** Tells whether there is an apostrophe or a gershayim between two letters. */
export const standsInWord = (text: string, at: number): boolean =>
  IN_WORDS.test(text.charAt(at)) &&
  IS_LETTER.test(text.charAt(at - 1)) &&
  IS_LETTER.test(text.charAt(at + 1))

/** Tells of places, in their order, whether their lines have letters of East Asia. */
function eastAsianLines(text: string): (at: number) => boolean {
  let end = -1
  let isEastAsian = false
  return (at) => {
    if (at > end) {
      const next = text.indexOf('\n', at)
      const start = text.lastIndexOf('\n', at) + 1
      end = next < 0 ? text.length : next
      isEastAsian = EAST_ASIAN_LETTER.test(text.slice(start, end))
    }
    return isEastAsian
  }
}

/** Tells whether the sign is one that people write in such a place. */
function isUsual(text: string, at: number, source: string): boolean {
  if (IS_WIDE.test(source) || EAST_ASIAN_QUOTES.test(source)) return isBesideEastAsian(text, at)
  const before = text.charAt(at - 1)
  switch (source) {
    case '\u2033': // seconds, inches
    case '\u2034': // thirds
      return /\p{Nd}/u.test(before)
    case '\u266f': // C sharp
      return /\p{L}/u.test(before)
    case '\u05c0':
    case '\u05f2':
    case '\u05f3':
    case '\u05f4':
      return /\p{Script=Hebrew}/u.test(before)
    case '\u07f4':
    case '\u07f5':
      return /\p{Script=Nko}/u.test(before)
    case '\u00b4': // what some keyboards have for an apostrophe
      return /\p{L}/u.test(before) && /\p{L}/u.test(text.charAt(at + 1))
    default:
      return false
  }
}

/** Tells whether a dash stands where an option begins, or where one ends all options. */
function isLikeOption(text: string, at: number, source: string): boolean {
  const isFirst = at === 0 || /\s/.test(text.charAt(at - 1))
  return isFirst && (LATIN_DASH.test(source) || /[A-Za-z/-]/.test(text.charAt(at + 1)))
}

const QUOTED = /"[^"\n]*"/g
const CURLY = /[\u201c\u201d]/g
// As people quote words: whatever looks as if it did something is no word.
const TIDY_PAIR = /\u201c[^\s\u201c\u201d;|&$<>{}`][^\u201c\u201d|&$<>{}`]*\u201d/g

/** Curly quotes within straight ones that quote nothing: they seem to end these. */
function* strayQuotes(text: string): Generator<SignTwin> {
  if (!/[\u201c\u201d]/.test(text)) return
  for (const { 0: quoted, index } of text.matchAll(QUOTED)) {
    const rest = quoted.replace(TIDY_PAIR, (pair) => ' '.repeat(pair.length))
    for (const { 0: source, index: within } of rest.matchAll(CURLY)) {
      yield describe(index + within, source)
    }
  }
}
