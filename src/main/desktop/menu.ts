import type { MenuItemConstructorOptions as Item } from 'electron'

export interface MenuOptions {
  isMac: boolean
  appName: string
  /** A person chose a command of the page. */
  choose: (commandID: string) => void
}

const QUIT: Item = { role: 'quit' }

/**
 * The menu of the app: roles for what the system does, and few commands of the page. The page sees
 * a key first and keeps what it knows, so that nothing is done twice; what it does not know, and
 * the roles, are the menu's.
 */
export function menuTemplate({ isMac, appName, choose }: MenuOptions): Item[] {
  const command = (id: string, label: string, accelerator?: string): Item => ({
    label,
    click: () => choose(id),
    // Shown only, where the system allows it: the page has the keys.
    ...(accelerator && { accelerator, registerAccelerator: false }),
  })
  const separator: Item = { type: 'separator' }
  const settings = command('settings.open', 'Settings…', 'CmdOrCtrl+,')

  const app: Item = {
    label: appName,
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      QUIT,
    ],
  }
  const file: Item = {
    label: 'File',
    submenu: [
      command('sessions.new', 'New session', 'CmdOrCtrl+N'),
      separator,
      ...(isMac
        ? [{ role: 'close' } satisfies Item]
        : [settings, separator, { role: 'close', accelerator: 'Ctrl+W' } satisfies Item, QUIT]),
    ],
  }
  const view: Item = {
    label: 'View',
    submenu: [
      command('palette.open', 'Command palette…', 'CmdOrCtrl+K'),
      separator,
      command('appearance.larger', 'Larger text', 'CmdOrCtrl+Plus'),
      command('appearance.smaller', 'Smaller text', 'CmdOrCtrl+-'),
      command('appearance.reset', 'Usual text size', 'CmdOrCtrl+0'),
      separator,
      { role: 'togglefullscreen' },
      { role: 'reload' },
      { role: 'toggleDevTools' },
    ],
  }
  const help: Item = {
    role: 'help',
    submenu: [
      command('help.shortcuts', 'Keyboard shortcuts', 'CmdOrCtrl+/'),
      ...(isMac ? [] : [separator, { role: 'about' } satisfies Item]),
    ],
  }
  return [...(isMac ? [app] : []), file, { role: 'editMenu' }, view, { role: 'windowMenu' }, help]
}
