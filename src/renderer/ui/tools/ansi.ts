import Anser from 'anser'

/** Some output of one look. */
export interface Run {
  readonly text: string
  /** Class names; empty for plain text. */
  readonly look: string
}

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
type Colour = (typeof COLOURS)[number]

const ESC = String.fromCharCode(27)
const BELL = String.fromCharCode(7)

/** Links and titles (OSC), sets of characters, the bell, and what ends in these letters (CSI). */
const escapes = (letters: string) =>
  new RegExp(
    `${ESC}\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)|${ESC}\\[[0-9;?]*[${letters}]|${ESC}[()][A-Z0-9]|${BELL}`,
    'g',
  )
// What moves the cursor or clears is not for a page; `m` sets colours.
const MOVES = escapes('A-Za-ln-z')
const ALL = escapes('A-Za-z')

/** Reads what a command printed: colours become looks, a line that was written over shows its last. */
export function readAnsi(output: string): readonly Run[] {
  return Anser.ansiToJson(lastWritten(output.replace(MOVES, '')), {
    json: true,
    remove_empty: true,
    use_classes: true,
  }).map((it) => ({ text: it.content, look: lookOf(it) }))
}

/** What a command printed, without its colours. */
export const plainText = (output: string): string => lastWritten(output.replace(ALL, ''))

/** A carriage return begins the line anew: progress bars do so. */
const lastWritten = (output: string) =>
  output.includes('\r') ? output.replace(/\r+\n/g, '\n').replace(/[^\n]*\r(?=[^\n])/g, '') : output

function lookOf({ fg, bg, fg_truecolor, bg_truecolor, decorations }: Anser.AnserJsonEntry): string {
  const isReversed = decorations.includes('reverse')
  const front = colourOf(fg, fg_truecolor)
  const back = colourOf(bg, bg_truecolor)
  return [
    // Of two colours only the words' own is kept: on ours any other ground may be unreadable.
    isReversed || back !== undefined ? 'ansi-marked' : '',
    front && `ansi-${front}`,
    decorations.includes('bold') && 'ansi-bold',
    decorations.includes('dim') && 'ansi-dim',
    decorations.includes('italic') && 'ansi-italic',
    decorations.includes('underline') && 'ansi-underline',
    decorations.includes('strikethrough') && 'ansi-struck',
  ]
    .filter(Boolean)
    .join(' ')
}

/** The colour of ours that comes nearest: ours are readable in both themes. */
function colourOf(name: string | null, rgb: string | null): Colour | undefined {
  if (!name) return undefined
  const palette = /^ansi-palette-(\d+)$/.exec(name)?.[1]
  if (palette !== undefined) return fromPalette(Number(palette))
  if (name === 'ansi-truecolor') {
    const [red = 0, green = 0, blue = 0] = (rgb ?? '').split(',').map(Number)
    return nearest(red, green, blue)
  }
  return COLOURS.find((colour) => name.endsWith(colour))
}

/** The 256 colours of xterm: 16 by name, a cube of six steps each way, and greys. */
function fromPalette(index: number): Colour | undefined {
  if (index < 16) return COLOURS[index % 8]
  if (index >= 232) return index < 244 ? 'black' : 'white'
  const cube = index - 16
  const level = (step: number) => (step % 6) * 51
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube))
}

function nearest(red: number, green: number, blue: number): Colour {
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  if (most - least < 40) return most < 110 ? 'black' : 'white'
  const half = (most + least) / 2
  const bits = Number(red > half) + 2 * Number(green > half) + 4 * Number(blue > half)
  return COLOURS[bits] ?? 'white'
}
