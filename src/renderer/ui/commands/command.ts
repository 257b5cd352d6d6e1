import type { Helm } from '../context'

/** Where a command stands in the palette and in the sheet of shortcuts; in this order. */
export const COMMAND_GROUPS = [
  'Sessions',
  'Transcript',
  'Composer',
  'Panels',
  'Appearance',
  'Engine',
  'Help',
] as const

export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** Something that a person can do, wherever they ask for it: in the palette, by keys, in a menu. */
export interface Command {
  /** `area.verb`, unique. */
  readonly id: string
  /** A verb first: “Rename session”. With an ellipsis when it asks for more. */
  readonly title: string
  readonly group: CommandGroup
  /** Keys that run it; `Mod` is Cmd on macOS and Ctrl elsewhere: `Mod+Shift+P`, `Alt+ArrowUp`. */
  readonly keys?: readonly string[]
  /** Other words that it is found by. */
  readonly words?: string
  /** Whether it can be run now; without it always. */
  isEnabled?(helm: Helm): boolean
  run(helm: Helm): void
}
