export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const MOTIONS = ['system', 'reduced'] as const
export type Motion = (typeof MOTIONS)[number]

/** Of the interface's text, in px; everything else follows. */
export const FONT_SIZES = { smallest: 11, usual: 13, largest: 18 } as const

/** What a person has chosen, on this machine. */
export interface Settings {
  readonly theme: Theme
  readonly fontSize: number
  readonly motion: Motion
  /** The person has been through the first run, or past it. */
  readonly isWelcomed: boolean
  /** Commands that were run from the palette, latest first. */
  readonly recentCommands: readonly string[]
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  fontSize: FONT_SIZES.usual,
  motion: 'system',
  isWelcomed: false,
  recentCommands: [],
}

const RECENT_KEPT = 5

/** The settings in force. */
export class SettingsState {
  #value = DEFAULT_SETTINGS

  get value(): Settings {
    return this.#value
  }

  /** Changes some of them; the identical value stays while nothing is another. */
  change(some: Partial<Settings>): void {
    const next = { ...this.#value, ...some, ...sizeOf(some) }
    const isSame = JSON.stringify(next) === JSON.stringify(this.#value)
    if (!isSame) this.#value = next
  }

  /** Makes the text larger, or smaller, by so many px. */
  resize(by: number): void {
    this.change({ fontSize: this.#value.fontSize + by })
  }

  /** A command was run: it comes first from now on. */
  noteCommand(id: string): void {
    const others = this.#value.recentCommands.filter((it) => it !== id)
    this.change({ recentCommands: [id, ...others].slice(0, RECENT_KEPT) })
  }
}

function sizeOf({ fontSize }: Partial<Settings>): Partial<Settings> {
  if (fontSize === undefined) return {}
  const { smallest, largest } = FONT_SIZES
  return { fontSize: Math.min(largest, Math.max(smallest, Math.round(fontSize))) }
}

/**
 * Reads what was saved, by this version or another: each value that is not one of ours is left out.
 */
export function readSettings(saved: Readonly<Record<string, unknown>>): Settings {
  const { theme, fontSize, motion, isWelcomed, recentCommands } = saved
  return {
    theme: THEMES.find((it) => it === theme) ?? DEFAULT_SETTINGS.theme,
    motion: MOTIONS.find((it) => it === motion) ?? DEFAULT_SETTINGS.motion,
    fontSize: DEFAULT_SETTINGS.fontSize,
    ...(typeof fontSize === 'number' && Number.isFinite(fontSize) && sizeOf({ fontSize })),
    isWelcomed: isWelcomed === true,
    recentCommands: Array.isArray(recentCommands)
      ? recentCommands.filter((it) => typeof it === 'string').slice(0, RECENT_KEPT)
      : [],
  }
}
