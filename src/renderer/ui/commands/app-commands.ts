import { FONT_SIZES, type Theme } from '../../store/settings'
import type { Command } from './command'

const THEME_TITLES: Readonly<Record<Theme, string>> = {
  light: 'Use the light theme',
  dark: 'Use the dark theme',
  system: 'Use the system’s theme',
}

const themeCommand = (theme: Theme): Command => ({
  id: `appearance.${theme}`,
  title: THEME_TITLES[theme],
  group: 'Appearance',
  words: 'theme colour color mode',
  isEnabled: ({ store }) => store.settings.value.theme !== theme,
  run: ({ store }) => store.write(() => store.settings.change({ theme })),
})

/** What concerns the app as a whole. */
export const appCommands: readonly Command[] = [
  {
    id: 'palette.open',
    title: 'Open the command palette',
    group: 'Help',
    keys: ['Mod+K'],
    isEnabled: ({ store }) => store.dialogs.open === undefined,
    run: ({ store }) => store.write(() => store.dialogs.show('palette')),
  },
  {
    id: 'help.shortcuts',
    title: 'Show keyboard shortcuts',
    group: 'Help',
    keys: ['Mod+/', '?'],
    words: 'keys keybindings help',
    run: ({ store }) => store.write(() => store.dialogs.show('shortcuts')),
  },
  {
    id: 'settings.open',
    title: 'Open settings',
    group: 'Appearance',
    keys: ['Mod+Comma'],
    words: 'preferences options configuration theme font size motion',
    run: ({ store }) => store.write(() => store.dialogs.show('settings')),
  },
  themeCommand('light'),
  themeCommand('dark'),
  themeCommand('system'),
  {
    id: 'appearance.larger',
    title: 'Make the text larger',
    group: 'Appearance',
    keys: ['Mod+Plus'],
    words: 'font size zoom in',
    run: ({ store }) => store.write(() => store.settings.resize(1)),
  },
  {
    id: 'appearance.smaller',
    title: 'Make the text smaller',
    group: 'Appearance',
    keys: ['Mod+Minus'],
    words: 'font size zoom out',
    run: ({ store }) => store.write(() => store.settings.resize(-1)),
  },
  {
    id: 'appearance.reset',
    title: 'Make the text its usual size',
    group: 'Appearance',
    keys: ['Mod+0'],
    words: 'font size zoom reset',
    run: ({ store }) => store.write(() => store.settings.change({ fontSize: FONT_SIZES.usual })),
  },
  {
    id: 'appearance.less-motion',
    title: 'Reduce motion',
    group: 'Appearance',
    words: 'animation accessibility',
    isEnabled: ({ store }) => store.settings.value.motion !== 'reduced',
    run: ({ store }) => store.write(() => store.settings.change({ motion: 'reduced' })),
  },
  {
    id: 'appearance.motion',
    title: 'Move as the system says',
    group: 'Appearance',
    words: 'motion animation accessibility',
    isEnabled: ({ store }) => store.settings.value.motion === 'reduced',
    run: ({ store }) => store.write(() => store.settings.change({ motion: 'system' })),
  },
  {
    id: 'providers.connect',
    title: 'Connect a provider…',
    group: 'Engine',
    words: 'api key login model account anthropic openai google openrouter copilot',
    isEnabled: ({ store }) => store.isReady,
    run: ({ store }) => store.write(() => store.dialogs.show('providers')),
  },
  {
    id: 'engine.demo',
    title: 'Try the demo',
    group: 'Engine',
    words: 'scripted model offline',
    isEnabled: ({ store: { engine, startingEngine } }) =>
      engine !== undefined && !engine.demo && !engine.attached && !startingEngine,
    run: ({ actions }) => void actions.setDemo(true),
  },
  {
    id: 'engine.leave-demo',
    title: 'Leave the demo',
    group: 'Engine',
    isEnabled: ({ store: { engine, startingEngine } }) => engine?.demo === true && !startingEngine,
    run: ({ actions }) => void actions.setDemo(false),
  },
]
