import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, dialog, ipcMain, Menu, nativeTheme, shell } from 'electron'
import { AppError } from '../shared/errors'
import { type App, startApp } from './app'
import { menuTemplate } from './desktop/menu'
import { needsShellPath, readShellPath } from './desktop/shell-environment'
import { keepTheme, type NativeTheme } from './desktop/theme'
import { type Flags, parseFlags } from './flags'
import { openIpc } from './ipc/ipc'
import { configureLogging, createLogger, outliveOutput } from './logging'
import { createQuit } from './quit'
import { explainNoLock, requireTemporaryFolder } from './single-instance'
import { prepareUserData, requireProject } from './user-data'
import { chooseFolder } from './windows/choose-folder'
import { createWindows, preparePages } from './windows/windows'

outliveOutput()
const log = createLogger('main')
const cwd = process.env.INIT_CWD ?? process.cwd()
const env = { ...process.env }
// Whatever is started from here inherits process.env, the agent's shell too, and Electron copies it
// into the preload's world of each page.
delete process.env.WHEELHOUSE_TOKEN
delete process.env.WHEELHOUSE_ENGINE_PASSWORD

let starting: Promise<App> | undefined
let closeWindows: (() => Promise<void>) | undefined
let closeIpc: (() => void) | undefined
const quit = createQuit({
  stop: async () => {
    await closeWindows?.()
    closeIpc?.()
    const running = await starting?.catch(() => undefined)
    await running?.stop()
  },
  exit: (code) => app.exit(code),
  log,
})

/** Says why the app cannot go on, where a person will see it, and ends. */
function fail(error: unknown, headless: boolean): void {
  const known = error instanceof AppError
  const message = known ? error.message : `Wheelhouse could not start: ${String(error)}`
  log.debug('Could not go on.', error)
  process.stderr.write(`wheelhouse: ${message}\n`)
  // Started from an icon there is no terminal to read.
  if (app.isPackaged && !headless) dialog.showErrorBox('Wheelhouse cannot start', message)
  quit(1)
}

async function main(flags: Flags): Promise<void> {
  const userData = flags.userData ?? app.getPath('userData')
  prepareUserData(userData)
  app.setPath('userData', userData)
  configureLogging({ directory: join(userData, 'logs'), level: process.env.WHEELHOUSE_LOG_LEVEL })
  requireTemporaryFolder()
  if (!app.requestSingleInstanceLock()) throw await explainNoLock(userData)
  const projectDir = flags.project ?? (app.isPackaged ? homedir() : cwd)
  requireProject(projectDir)
  if (flags.headless) prepareHeadless()
  else preparePages()
  const setTheme = flags.headless ? undefined : keptTheme(nativeTheme, userData)

  starting = startApp({
    projectDir,
    isProjectNamed: flags.project !== undefined,
    userData,
    version: app.getVersion(),
    port: flags.port,
    demo: flags.demo,
    env,
    pages: join(import.meta.dirname, '../renderer'),
    openExternal: flags.headless ? undefined : (address) => shell.openExternal(address),
    setTheme,
    chooseFolder: flags.headless ? undefined : chooseFolder,
    shellPath: shellPath(),
  })
  await (flags.headless ? runHeadless(starting, userData) : runWindowed(starting))
}

/** Before the first window, so that it has the right colour from its first frame. */
const keptTheme = (native: NativeTheme, userData: string) =>
  keepTheme(native, join(userData, 'theme.json'), createLogger('desktop'))

/** Without windows nothing is drawn, and Chromium need not look for a display to draw on. */
function prepareHeadless(): void {
  app.disableHardwareAcceleration()
  app.commandLine.appendSwitch('disable-gpu')
  app.commandLine.appendSwitch('disable-software-rasterizer')
}

function shellPath(): Promise<string | undefined> | undefined {
  const { platform, env, stdin, stdout } = process
  const hasTerminal = stdin.isTTY || stdout.isTTY
  if (!needsShellPath({ platform, env, hasTerminal, fromSource: !app.isPackaged })) return undefined
  return readShellPath(env.SHELL ?? '/bin/sh', { log: createLogger('desktop') })
}

async function runHeadless(starting: Promise<App>, userData: string): Promise<void> {
  const running = await starting
  const [{ url }] = await Promise.all([running.listening, running.engineStarted])
  // Whoever follows from the first line on is not told to fetch again a moment later.
  await running.events.connected().catch((error) => log.warn('Not followed yet.', error))
  process.stdout.write(`${JSON.stringify({ url, userData })}\n`)
}

async function runWindowed(starting: Promise<App>): Promise<void> {
  const running = await starting
  await app.whenReady()
  const windows = createWindows({ log: createLogger('windows') })
  closeWindows = windows.close
  closeIpc = openIpc({
    ipcMain,
    handlers: running.handlers,
    hub: running.events.hub,
    snapshot: running.events.snapshot,
    isOurWindow: windows.isOurs,
    log: createLogger('ipc'),
  })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        isMac: process.platform === 'darwin',
        appName: app.getName(),
        choose: windows.command,
      }),
    ),
  )
  windows.open()
  app.on('second-instance', () => windows.open())
  app.on('activate', () => windows.open())
  // The engine's own failure is shown in the window; without the listener there is no contract.
  await running.listening
}

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') quit()
})
app.on('before-quit', (event) => {
  event.preventDefault()
  quit()
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => quit())
process.on('uncaughtException', (error) => {
  log.error('An error that nothing caught.', error)
  quit(1)
})
process.on('unhandledRejection', (error) => log.error('A rejection that nothing caught.', error))

let flags: Flags | undefined
try {
  flags = parseFlags(process.argv.slice(1), cwd)
  main(flags).catch((error) => fail(error, flags?.headless === true))
} catch (error) {
  fail(error, process.argv.includes('--headless'))
}
