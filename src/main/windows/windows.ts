import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, protocol, session, shell } from 'electron'
import { COMMAND_CHANNEL } from '../../shared/bridge'
import { PAGE_ORIGIN } from '../ipc/sender-guard'
import type { Logger } from '../logging'
import { restrictDownloads } from './downloads'
import { restrictContents, restrictSession } from './page-policy'
import { createPageHandler } from './page-protocol'

/** How long a page may take to say goodbye; one that hangs is closed without. */
const GOODBYE_MS = 1_000
// The colour that shows before the first paint: the page's own background in each theme.
const BACKGROUND = { light: '#f7f9fc', dark: '#0e1116' }

export interface Windows {
  /** Whether this web contents is one of our windows. */
  isOurs(webContentsId: number): boolean
  /** Shows a window, or the one that is there. */
  open(): void
  /** Names a command to the page of the window that the person is in. */
  command(id: string): void
  /**
   * Closes all windows as a person would, so that their pages write down what they keep, and has it
   * written to disk. Leaving the process by itself tells pages nothing (Electron 33).
   */
  close(): Promise<void>
}

/** Must run before Electron is ready: gives `app://` an origin of its own, and pages a sandbox. */
export function preparePages(): void {
  // Started as root Chromium refuses its sandbox, and with both Electron's helpers crash in a loop
  // (33.2). Windows ask for it themselves too.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

/** Must run once Electron is ready. */
export function createWindows(options: { log: Logger }): Windows {
  const { log } = options
  const ours = new Map<number, BrowserWindow>()
  const here = import.meta.dirname

  protocol.handle('app', createPageHandler(join(here, '../renderer')))
  const restricted = restrictSession(session.defaultSession)
  restrictDownloads(session.defaultSession)
  app.on('web-contents-created', (_event, contents) => {
    restrictContents(contents, (address) => {
      shell.openExternal(address).catch((error) => log.warn('A link did not open.', error))
    })
  })

  let isOpening = false
  const create = async () => {
    // First, so that the window loads in the turn in which it is made: what attaches to one that has
    // not begun to (DevTools, Playwright) now and then waits for ever.
    await restricted
    const window = new BrowserWindow({
      width: 1280,
      height: 800,
      minWidth: 720,
      minHeight: 480,
      show: false,
      title: app.getName(),
      backgroundColor: BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
      autoHideMenuBar: true,
      webPreferences: {
        preload: join(here, '../preload/index.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        additionalArguments: [`--wheelhouse-version=${app.getVersion()}`],
      },
    })
    const { id } = window.webContents
    ours.set(id, window)
    window.once('closed', () => ours.delete(id))
    window.once('ready-to-show', () => window.show())
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return
      log.error(`The page of a window is gone (${reason}); it is loaded again.`)
      if (!window.isDestroyed()) window.reload()
    })
    await window.loadURL(`${PAGE_ORIGIN}/`)
  }

  return {
    isOurs: (id) => ours.has(id),
    command: (id) => {
      const focused = BrowserWindow.getFocusedWindow()
      const window = focused && ours.has(focused.webContents.id) ? focused : [...ours.values()][0]
      window?.webContents.send(COMMAND_CHANNEL, id)
    },
    open: () => {
      const [window] = ours.values()
      if (!window) {
        if (isOpening) return
        isOpening = true
        create()
          .catch((error) => log.error('The page did not load.', error))
          .finally(() => {
            isOpening = false
          })
        return
      }
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    close: async () => {
      await Promise.all([...ours.values()].map(closed))
      session.defaultSession.flushStorageData()
    },
  }
}

function closed(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => window.destroy(), GOODBYE_MS)
    window.once('closed', () => {
      clearTimeout(limit)
      resolve()
    })
    window.close()
  })
}
