/** Reasons for which a character is not shown as it is. */
export type Deception =
  /** It changes the order in which text around it is shown. */
  | 'order'
  /** It commands a device: cursor, bell, end of a line. */
  | 'control'
  /** It shows nothing at all, or next to nothing. */
  | 'invisible'
  /** It looks like a space and is none, or there are very many. */
  | 'space'
  /** It looks like a character of ASCII. */
  | 'look-alike'

/** A character by its names. */
export interface CharacterName {
  readonly deception: Deception
  /** Fits into a small box. */
  readonly label: string
  readonly name: string
}

type Row = [code: number, label: string, name: string]

const ORDER: readonly Row[] = [
  [0x061c, 'ALM', 'Arabic letter mark'],
  [0x200e, 'LRM', 'left-to-right mark'],
  [0x200f, 'RLM', 'right-to-left mark'],
  [0x202a, 'LRE', 'left-to-right embedding'],
  [0x202b, 'RLE', 'right-to-left embedding'],
  [0x202c, 'PDF', 'pop directional formatting'],
  [0x202d, 'LRO', 'left-to-right override'],
  [0x202e, 'RLO', 'right-to-left override'],
  [0x2066, 'LRI', 'left-to-right isolate'],
  [0x2067, 'RLI', 'right-to-left isolate'],
  [0x2068, 'FSI', 'first strong isolate'],
  [0x2069, 'PDI', 'pop directional isolate'],
]

const CONTROLS: readonly Row[] = [
  [0x00, 'NUL', 'null'],
  [0x07, 'BEL', 'bell'],
  [0x08, 'BS', 'backspace'],
  [0x09, 'TAB', 'tab'],
  [0x0a, 'LF', 'line feed'],
  [0x0b, 'VT', 'vertical tab'],
  [0x0c, 'FF', 'form feed'],
  [0x0d, 'CR', 'carriage return'],
  [0x1b, 'ESC', 'escape'],
  [0x7f, 'DEL', 'delete'],
  [0x85, 'NEL', 'next line'],
  [0x9b, 'CSI', 'control sequence introducer'],
  [0x2028, 'LS', 'line separator'],
  [0x2029, 'PS', 'paragraph separator'],
]

const INVISIBLE: readonly Row[] = [
  [0x00ad, 'SHY', 'soft hyphen'],
  [0x034f, 'CGJ', 'combining grapheme joiner'],
  [0x115f, 'HCF', 'Hangul choseong filler'],
  [0x1160, 'HJF', 'Hangul jungseong filler'],
  [0x180e, 'MVS', 'Mongolian vowel separator'],
  [0x200b, 'ZWSP', 'zero width space'],
  [0x200c, 'ZWNJ', 'zero width non-joiner'],
  [0x200d, 'ZWJ', 'zero width joiner'],
  [0x2060, 'WJ', 'word joiner'],
  [0x2800, 'BLANK', 'Braille pattern blank'],
  [0x3164, 'HF', 'Hangul filler'],
  [0xfeff, 'BOM', 'zero width no-break space'],
  [0xffa0, 'HHF', 'halfwidth Hangul filler'],
  [0xfffc, 'OBJ', 'object replacement character'],
]

const SPACES: readonly Row[] = [
  [0x0020, 'SP', 'space'],
  [0x00a0, 'NBSP', 'no-break space'],
  [0x1680, 'OSP', 'Ogham space mark'],
  [0x2000, 'NQSP', 'en quad'],
  [0x2001, 'MQSP', 'em quad'],
  [0x2002, 'ENSP', 'en space'],
  [0x2003, 'EMSP', 'em space'],
  [0x2004, '3/MSP', 'three-per-em space'],
  [0x2005, '4/MSP', 'four-per-em space'],
  [0x2006, '6/MSP', 'six-per-em space'],
  [0x2007, 'FSP', 'figure space'],
  [0x2008, 'PSP', 'punctuation space'],
  [0x2009, 'THSP', 'thin space'],
  [0x200a, 'HSP', 'hair space'],
  [0x202f, 'NNBSP', 'narrow no-break space'],
  [0x205f, 'MMSP', 'medium mathematical space'],
  [0x3000, 'IDSP', 'ideographic space'],
]

const NAMED = new Map<number, CharacterName>(
  (
    [
      ['order', ORDER],
      ['control', CONTROLS],
      ['invisible', INVISIBLE],
      ['space', SPACES],
    ] as const
  ).flatMap(([deception, rows]) =>
    rows.map(([code, label, name]) => [code, { deception, label, name }] as const),
  ),
)

/** `U+202E`. */
export const codeOf = (code: number): string =>
  `U+${code.toString(16).toUpperCase().padStart(4, '0')}`

const isWithin = (code: number, first: number, last: number) => code >= first && code <= last

/** Names a character that is not shown as it is; one that has no name of its own by its kind. */
export function nameOf(code: number): CharacterName {
  const named = NAMED.get(code)
  if (named) return named
  const label = codeOf(code)
  const kindOf = (): [Deception, string] => {
    if (code < 0xa0) return ['control', 'control character']
    if (isWithin(code, 0xfe00, 0xfe0f)) return ['invisible', `variation selector ${code - 0xfdff}`]
    if (isWithin(code, 0xe0100, 0xe01ef)) {
      return ['invisible', `variation selector ${code - 0xe00ef}`]
    }
    if (isWithin(code, 0xe0000, 0xe007f)) return ['invisible', 'tag character']
    if (isWithin(code, 0xd800, 0xdfff)) return ['invisible', 'half of a character']
    if (isWithin(code, 0xe000, 0xf8ff) || code >= 0xf0000) {
      return ['invisible', 'private use character']
    }
    return ['invisible', 'invisible character']
  }
  const [deception, name] = kindOf()
  return { deception, label, name }
}
