import { LETTERS, SIGNS } from './look-alike-table'

/** A character that looks like one of ASCII, where it may be taken for it. */
export interface LookAlike {
  readonly at: number
  readonly source: string
  /** The character of ASCII that it looks like. */
  readonly twin: string
  /** What it is, in words: `Cyrillic letter`. */
  readonly what: string
}

const byCharacter = (table: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries(table).flatMap(([twin, codes]) =>
      codes.split(' ').map((code) => [String.fromCodePoint(Number.parseInt(code, 16)), twin]),
    ) as [string, string][],
  )

const LETTER_TWINS = byCharacter(LETTERS)
const SIGN_TWINS = byCharacter(SIGNS)

const escaped = (characters: Iterable<string>) =>
  [...characters].map((it) => `\\u{${it.codePointAt(0)?.toString(16)}}`).join('')

// Letters and digits that compatibility normalisation takes for those of ASCII, but neither small
// raised ones nor those in circles: nobody takes these for others.
const COMPATIBLE = String.raw`\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212a\u212c\u212d\u212f-\u2131\u2133\u2139\u2145-\u2149\u2160-\u217f\u{1d400}-\u{1d7ff}`
const WIDE_SIGNS = String.raw`\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e\ufe50-\ufe6b`

const ANY = new RegExp(
  `[${escaped(LETTER_TWINS.keys())}${escaped(SIGN_TWINS.keys())}${COMPATIBLE}${WIDE_SIGNS}]`,
  'u',
)
const WORDS = /[\p{L}\p{M}\p{N}]+/gu
const IS_COMPATIBLE = new RegExp(`[${COMPATIBLE}]`, 'u')
const SIGN = new RegExp(`[${escaped(SIGN_TWINS.keys())}${WIDE_SIGNS}]`, 'gu')
// Beside these a wide sign is the usual one.
const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff01-\uff5e]/u
const IS_WIDE = new RegExp(`[${WIDE_SIGNS}]`, 'u')

const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic', 'Lisu'] as const
type Script = (typeof SCRIPTS)[number] | 'foreign'
const IS_OF = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const)

const scriptOf = (character: string): Script =>
  IS_OF.find(([, isOf]) => isOf.test(character))?.[0] ?? 'foreign'

/**
 * Finds characters that look like those of ASCII where a reader may take them for these: letters
 * of other scripts in a word with Latin ones; and in code also words of nothing else, where the text
 * has no letter of that script that could be nothing else, and signs.
 */
export function lookAlikesIn(text: string, isProse: boolean): readonly LookAlike[] {
  if (!ANY.test(text)) return []
  const found = [...inWords(text, isProse)]
  if (!isProse) found.push(...signsIn(text))
  return found.sort((a, b) => a.at - b.at)
}

function* inWords(text: string, isProse: boolean): Iterable<LookAlike> {
  let plainScripts: ReadonlySet<Script> | undefined
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (!ANY.test(word)) continue
    let at = index
    let isLatin = false
    let hasOthers = false
    const twins: LookAlike[] = []
    for (const character of word) {
      const twin = twinOf(character)
      if (twin !== undefined) {
        twins.push({ at, source: character, twin, what: describe(character) })
      } else if (/[A-Za-z]/.test(character)) isLatin = true
      else if (/\p{L}/u.test(character)) {
        if (scriptOf(character) === 'Latin') isLatin = true
        else hasOthers = true
      }
      at += character.length
    }
    if (isProse) {
      if (isLatin) yield* twins.filter(({ source }) => !IS_COMPATIBLE.test(source))
      continue
    }
    plainScripts ??= scriptsOfPlainLetters(text)
    const scripts = plainScripts
    yield* twins.filter(
      ({ source }) =>
        isLatin || IS_COMPATIBLE.test(source) || (!hasOthers && !scripts.has(scriptOf(source))),
    )
  }
}

/** The scripts of which the text has letters that look like none of ASCII. */
function scriptsOfPlainLetters(text: string): ReadonlySet<Script> {
  const scripts = new Set<Script>()
  for (const [script, isOf] of IS_OF) {
    if (script === 'Latin') continue
    for (const [character] of text.matchAll(new RegExp(isOf, 'gu'))) {
      if (LETTER_TWINS.has(character)) continue
      scripts.add(script)
      break
    }
  }
  return scripts
}

function* signsIn(text: string): Iterable<LookAlike> {
  for (const { 0: source, index } of text.matchAll(SIGN)) {
    const isWide = IS_WIDE.test(source)
    if (isWide && isBesideEastAsian(text, index)) continue
    const twin = SIGN_TWINS.get(source) ?? source.normalize('NFKC')
    yield { at: index, source, twin, what: isWide ? 'fullwidth sign' : 'sign' }
  }
}

const isBesideEastAsian = (text: string, at: number) =>
  EAST_ASIAN.test(text.charAt(at - 1)) || EAST_ASIAN.test(text.charAt(at + 1))

function twinOf(character: string): string | undefined {
  const twin = LETTER_TWINS.get(character)
  if (twin !== undefined || !IS_COMPATIBLE.test(character)) return twin
  const plain = character.normalize('NFKC')
  return LETTER_TWINS.get(plain) ?? plain
}

function describe(character: string): string {
  if (/[\uff10-\uff5a]/.test(character)) return 'fullwidth letter'
  if (IS_COMPATIBLE.test(character)) return 'letter of another style'
  const script = scriptOf(character)
  return script === 'Latin' ? 'another Latin letter' : `${script} letter`
}
