import type { Saved } from '../../store/saved'
import { FONT_SIZES, readSettings, type Settings, type Theme } from '../../store/settings'
import type { Store } from '../../store/store'

const KEY = 'wheelhouse.settings'

/** The parts of a page that settings are kept and shown in. */
export interface SettingsHost {
  root: Pick<HTMLElement, 'dataset' | 'style'>
  page: Pick<Window, 'addEventListener'>
  saved: Saved
}

/**
 * Puts the saved settings into force at once, before anything is shown, and from then on whatever
 * is chosen: here, or in another window of the same origin.
 * @param onTheme hears of the theme in force, first of the saved one
 */
export function followSettings(
  store: Store,
  { root, page, saved }: SettingsHost,
  onTheme: (theme: Theme) => void,
): void {
  let shown: Settings | undefined
  const show = () => {
    const { value } = store.settings
    if (value === shown) return
    if (value.theme !== shown?.theme) onTheme(value.theme)
    shown = value
    apply(value, root)
  }
  const take = () => store.settings.change(readSettings(saved.readFields(KEY)))

  store.write(take)
  show()
  store.subscribe(() => {
    if (store.settings.value === shown) return
    show()
    saved.write(KEY, store.settings.value)
  })
  page.addEventListener('storage', ({ key }) => {
    // Shown before it could be saved again: two windows would answer each other for ever.
    if (key !== KEY) return
    take()
    show()
    store.write(() => undefined)
  })
}

function apply({ theme, fontSize, motion }: Settings, { dataset, style }: SettingsHost['root']) {
  // Through CSSOM, which the content security policy allows.
  style.setProperty('color-scheme', theme === 'system' ? 'light dark' : theme)
  style.setProperty('--scale', String(fontSize / FONT_SIZES.usual))
  dataset.motion = motion
}
