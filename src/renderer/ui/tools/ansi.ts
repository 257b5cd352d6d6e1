import Anser from 'anser'

/** Some output of one look. */
export interface Run {
  readonly text: string
  /** Class names; empty for plain text. */
  readonly look: string
}

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
type Colour = (typeof COLOURS)[number]

// Links and titles (OSC), what moves the cursor or clears (CSI), sets of characters, the bell: not for
// a page. Of CSI, `m` sets colours.
const MOVES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin and end with some
  /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[A-Za-ln-z]|\x1b[()][A-Z0-9]|\x07/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const COLOUR = /\x1b\[[0-9;?]*m/g

// A browser takes long to lay out more; what follows is plain.
const MOST_RUNS = 2_500

// What is left of them has no shape, and a browser looks for one in all of its fonts.
// biome-ignore lint/suspicious/noControlCharactersInRegex: all but tabs and the ends of lines
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+/g

/** Reads what a command printed: colours become looks, a line that was written over shows its last. */
export function readAnsi(output: string): readonly Run[] {
  const text = lastWritten(output.replace(MOVES, ''))
  const end = endOfLooks(text)
  const runs = Anser.ansiToJson(text.slice(0, end), {
    json: true,
    remove_empty: true,
    use_classes: true,
  }).map((it) => ({ text: it.content.replace(CONTROLS, ''), look: lookOf(it) }))
  return end < text.length ? [...runs, { text: plainText(text.slice(end)), look: '' }] : runs
}

/** Where the first of too many looks begins: `anser` takes room by the square of their number. */
function endOfLooks(text: string): number {
  let end = -1
  for (let count = 0; count < MOST_RUNS; count += 1) {
    end = text.indexOf('\x1b[', end + 1)
    if (end < 0) return text.length
  }
  return end
}

/** What a command printed, without its colours. */
export const plainText = (output: string): string =>
  lastWritten(output.replace(MOVES, '').replace(COLOUR, '')).replace(CONTROLS, '')

/** A carriage return begins the line anew: progress bars do so. */
const lastWritten = (output: string) =>
  output.includes('\r') ? output.split('\n').map(lastOfLine).join('\n') : output

function lastOfLine(line: string): string {
  let end = line.length
  while (line.charAt(end - 1) === '\r') end -= 1
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end)
}

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
