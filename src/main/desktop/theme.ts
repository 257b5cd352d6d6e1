import type { Logger } from '../logging'
import { readPrivateFile, writePrivateFileSync } from '../private-file'

const THEMES = ['system', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

/** The member of Electron's `nativeTheme` that is needed. */
export interface NativeTheme {
  themeSource: Theme
}

/**
 * Gives what the system draws, and the colour of a window before its first frame, the theme that
 * was chosen last.
 * @param file where it is kept; what cannot be read there counts as nothing
 * @returns sets and keeps another
 */
export function keepTheme(
  native: NativeTheme,
  file: string,
  log: Pick<Logger, 'warn'>,
): (theme: Theme) => void {
  native.themeSource = readTheme(file)
  return (theme) => {
    if (native.themeSource === theme) return
    native.themeSource = theme
    try {
      writePrivateFileSync(file, JSON.stringify({ theme }))
    } catch (error) {
      log.warn('The theme could not be kept for the next start.', error)
    }
  }
}

function readTheme(file: string): Theme {
  try {
    const saved: unknown = JSON.parse(readPrivateFile(file) ?? 'null')
    const theme = typeof saved === 'object' && saved !== null && 'theme' in saved && saved.theme
    return THEMES.find((it) => it === theme) ?? 'system'
  } catch {
    // Nothing was chosen yet, or what was written is not ours.
    return 'system'
  }
}
