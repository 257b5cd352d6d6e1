import {
  byCharacter,
  escaped,
  ODD_SIGN_CLASS,
  SIGN_CLASS,
  signsInCode,
  signsInCommand,
} from './look-alike-signs'
import { LETTERS } from './look-alike-table'
import type { Manner } from './reveal-text'

/** A character that looks like one of ASCII, where it may be taken for it. */
export interface LookAlike {
  readonly at: number
  readonly source: string
  /** The character of ASCII that it looks like. */
  readonly twin: string
  /** What it is, in words: `Cyrillic letter`. */
  readonly what: string
  /** Tells whether it is a sign in a command that is sure to be read as it looks. */
  readonly isQuiet?: boolean
}

const LETTER_TWINS = byCharacter(LETTERS)

// Letters and digits that compatibility normalisation takes for those of ASCII, but neither small
// raised ones nor those in circles: nobody takes these for others.
const COMPATIBLE = String.raw`\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212a\u212c\u212d\u212f-\u2131\u2133\u2139\u2145-\u2149\u2160-\u217f\u{1d400}-\u{1d7ff}`

const ANY = new RegExp(`[${escaped(LETTER_TWINS.keys())}${SIGN_CLASS}${COMPATIBLE}]`, 'u')
const WORDS = /[\p{L}\p{M}\p{N}]+/gu
// Letters that are of the Latin script and look so, and those of others that look like themselves.
const LATIN = new RegExp(`[\\p{Script=Latin}--[${escaped(LETTER_TWINS.keys())}${COMPATIBLE}]]`, 'v')
const OTHER = new RegExp(
  `[\\p{L}--[\\p{Script=Latin}${escaped(LETTER_TWINS.keys())}${ODD_SIGN_CLASS}${COMPATIBLE}]]`,
  'v',
)
const IS_COMPATIBLE = new RegExp(`[${COMPATIBLE}]`, 'u')
const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Coptic', 'Lisu'] as const
type Script = (typeof SCRIPTS)[number] | 'foreign'
const IS_OF = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const)

const scriptOf = (character: string): Script =>
  IS_OF.find(([, isOf]) => isOf.test(character))?.[0] ?? 'foreign'

/**
 * Finds characters that look like those of ASCII where a reader may take them for these: letters
 * of other scripts in a word with Latin ones; and in code also words of nothing else, where what is
 * around them has no letter of that script that could be nothing else, and signs.
 */
export function* lookAlikesIn(text: string, manner: Manner): Iterable<LookAlike> {
  if (!ANY.test(text)) return
  const signs = signsIn(text, manner)
  let sign = signs.next()
  for (const letter of inWords(text, manner === 'words')) {
    for (; !sign.done && sign.value.at < letter.at; sign = signs.next()) yield sign.value
    yield letter
  }
  for (; !sign.done; sign = signs.next()) yield sign.value
}

function* signsIn(text: string, manner: Manner): Generator<LookAlike> {
  if (manner === 'words') return
  if (manner === 'doubtful-command') yield* signsInCommand(text, true)
  else if (manner !== 'command') yield* signsInCode(text)
  else for (const sign of signsInCommand(text, false)) yield { ...sign, isQuiet: true }
}

function* inWords(text: string, isProse: boolean): Iterable<LookAlike> {
  const around = new Surroundings(text)
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (!ANY.test(word)) continue
    const isLatin = LATIN.test(word)
    const hasOthers = !isLatin && OTHER.test(word)
    if (!isLatin && isProse) continue
    const isDeceiving = ({ script, isCompatible }: Twin) => {
      if (isCompatible) return !isProse
      return isLatin || (!hasOthers && !around.hasPlain(script, index, index + word.length))
    }
    let at = index
    for (const character of word) {
      const twin = twinOf(character)
      if (twin && isDeceiving(twin))
        yield { at, source: character, twin: twin.twin, what: twin.what }
      at += character.length
    }
  }
}

// What belongs together: a host, a path, an option; and what is said in a row.
const JOINED = /[\p{L}\p{M}\p{N}./@_\\-]+/gu
const PHRASE = /[^;|&<>"'`#$\n]+/g
const HAS_ASCII = /[A-Za-z]/
// A foreign word with an ending of one's own language, as it is usual in Russian.
const BEFORE_ENDING = /[A-Za-z0-9][-\u2010\u2011]$/
const MOST_OF_ENDING = 3

/** Finds what stands around a word that is asked for; words are asked for in their order. */
class Surroundings {
  readonly #text: string
  readonly #joined: Pieces
  readonly #phrases: Pieces

  constructor(text: string) {
    this.#text = text
    this.#joined = new Pieces(text, JOINED)
    this.#phrases = new Pieces(text, PHRASE)
  }

  /**
   * Tells whether letters of the script that look like none of ASCII say that a word is in it: those of its
   * host or path where that has Latin parts too, else those of what is said in a row.
   */
  hasPlain(script: Script, start: number, end: number): boolean {
    const joined = this.#joined.at(start)
    if (joined?.isMixed && !this.#isEnding(start, end, joined.end))
      return joined.scripts.has(script)
    return this.#phrases.at(start)?.scripts.has(script) === true
  }

  #isEnding(start: number, end: number, endOfJoined: number): boolean {
    if (end - start > MOST_OF_ENDING) return false
    const after = this.#text.slice(end, endOfJoined)
    return (
      BEFORE_ENDING.test(this.#text.slice(Math.max(0, start - 2), start)) && !/[^.]/.test(after)
    )
  }
}

interface Piece {
  readonly start: number
  readonly end: number
  /** Tells whether it has Latin letters of ASCII too. */
  readonly isMixed: boolean
  /** Those of which it has letters that look like none of ASCII. */
  readonly scripts: ReadonlySet<Script>
}

/** The pieces of a text, each read when a place in it is asked for; places come in their order. */
class Pieces {
  readonly #found: Iterator<RegExpExecArray>
  #piece: Piece | undefined

  constructor(text: string, piece: RegExp) {
    this.#found = text.matchAll(piece)
  }

  at(place: number): Piece | undefined {
    while (!this.#piece || this.#piece.end <= place) {
      const { value, done } = this.#found.next()
      if (done) return undefined
      const { 0: source, index } = value
      const end = index + source.length
      // What was not asked for need not be read.
      const read = end > place ? source : ''
      const scripts = scriptsOfPlainLetters(read)
      this.#piece = { start: index, end, isMixed: HAS_ASCII.test(read), scripts }
    }
    return this.#piece.start <= place ? this.#piece : undefined
  }
}

const PLAIN = SCRIPTS.filter((script) => script !== 'Latin').map((script) => {
  const letter = `[\\p{Script=${script}}--[${escaped(LETTER_TWINS.keys())}]]`
  return [script, new RegExp(letter, 'v')] as const
})

/** The scripts of which the text has letters that look like none of ASCII. */
const scriptsOfPlainLetters = (text: string): ReadonlySet<Script> =>
  new Set(PLAIN.filter(([, isPlain]) => isPlain.test(text)).map(([script]) => script))

/** A letter or a digit that looks like one of ASCII. */
interface Twin {
  readonly twin: string
  readonly what: string
  readonly script: Script
  /** Whether it is the same letter in another style. */
  readonly isCompatible: boolean
}

const twins = new Map<string, Twin>()

function twinOf(character: string): Twin | undefined {
  const known = twins.get(character)
  if (known || character <= '\u007f') return known
  const isCompatible = IS_COMPATIBLE.test(character)
  const plain = isCompatible ? character.normalize('NFKC') : character
  const twin = LETTER_TWINS.get(plain) ?? (isCompatible ? plain : undefined)
  if (twin === undefined) return undefined
  const script = scriptOf(character)
  // At most as many as the table and the styles have.
  const found = { twin, what: describe(character, script, isCompatible), script, isCompatible }
  twins.set(character, found)
  return found
}

function describe(character: string, script: Script, isCompatible: boolean): string {
  if (/[\uff10-\uff5a]/.test(character)) return 'fullwidth letter'
  if (isCompatible) return 'letter of another style'
  return script === 'Latin' ? 'another Latin letter' : `${script} letter`
}
