// Electron's main process of the benchmarks: the app's own modules, put together as src/main/index.ts
// does it, with a page that measures. The command that started it says what to do.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { app, BrowserWindow, ipcMain, protocol } from 'electron'
import { startApp } from '../../src/main/app'
import { openIpc } from '../../src/main/ipc/ipc'
import { PAGE_ORIGIN } from '../../src/main/ipc/sender-guard'
import { configureLogging, createLogger } from '../../src/main/logging'
import { createPageHandler, PAGE_CSP } from '../../src/main/windows/page-protocol'
import { preparePages } from '../../src/main/windows/windows'
import { serveCalls } from '../rpc.mjs'
import { type BareReader, nextOfHub, openBareReader } from './large'
import type { Armed, Asked, Done, StreamReport, Timed } from './page'

interface Cpu {
  /** Of the processes that carry events to pages: this one, and Chromium's network service. */
  carriers: number
  all: number
}

// The peer is a source of events that a page may read by itself.
const {
  BENCH_ENGINE: engine = '',
  BENCH_PASSWORD: password = '',
  BENCH_PEER: peer,
  BENCH_FOLDER: folder = '',
  BENCH_TOKEN: token = '',
} = process.env
const here = import.meta.dirname
const userData = join(folder, 'user-data')
const projectDir = join(folder, 'project')
for (const path of [userData, projectDir]) mkdirSync(path, { recursive: true })
app.setPath('userData', userData)
configureLogging({ directory: join(userData, 'logs'), level: 'warn' })
preparePages()

const running = await startApp({
  projectDir,
  userData,
  version: app.getVersion(),
  port: 0,
  demo: false,
  env: {
    WHEELHOUSE_ENGINE_URL: engine,
    WHEELHOUSE_ENGINE_PASSWORD: password,
    WHEELHOUSE_TOKEN: token,
  },
})
const { hub, snapshot, connected } = running.events
const windows = new Map<number, BrowserWindow>()
let cpuWhenArmed = cpuSoFar()
let bare: BareReader | undefined
let nextLarge: Promise<number> | undefined
let closeIpc: (() => void) | undefined

// Not awaited here: Electron is not ready before this module has been read to its end.
const ready = async () => {
  await app.whenReady()
  closeIpc = openIpc({
    ipcMain,
    handlers: running.handlers,
    hub,
    snapshot,
    isOurWindow: (id) => windows.has(id),
    log: createLogger('ipc'),
  })
  servePage()
  const [{ url }] = await Promise.all([running.listening, running.engineStarted, connected()])
  return url
}

/** The page as the app serves it, but that it may reach the peer, and has a fine clock. */
function servePage(): void {
  const serve = createPageHandler(join(here, '../renderer'))
  protocol.handle('app', async (request) => {
    const response = await serve(request)
    const { headers } = response
    const policy = peer ? PAGE_CSP.replace("connect-src 'none'", `connect-src ${peer}`) : PAGE_CSP
    headers.set('content-security-policy', policy)
    // Isolated pages see the time to 5 µs, others to 100.
    headers.set('cross-origin-opener-policy', 'same-origin')
    headers.set('cross-origin-embedder-policy', 'require-corp')
    return response
  })
}

async function openWindow(): Promise<void> {
  const window = new BrowserWindow({
    webPreferences: {
      preload: join(here, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  })
  windows.set(window.webContents.id, window)
  await window.loadURL(`${PAGE_ORIGIN}/`)
  await window.webContents.executeJavaScript(`bench.connect(${JSON.stringify(peer)})`)
}

const inPages = <T>(script: string): Promise<T[]> =>
  Promise.all([...windows.values()].map((window) => window.webContents.executeJavaScript(script)))

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(5)
}

/** CPU that was spent so far, ms. */
function cpuSoFar(): Cpu {
  const { user, system } = process.cpuUsage()
  let all = 0
  let network = 0
  for (const { cpu, serviceName } of app.getAppMetrics()) {
    const spent = (cpu.cumulativeCPUUsage ?? 0) * 1000
    all += spent
    if (serviceName === 'network.mojom.NetworkService') network += spent
  }
  return { carriers: (user + system) / 1000 + network, all }
}

function cpuSinceArmed(): Cpu {
  const { carriers, all } = cpuSoFar()
  return { carriers: carriers - cpuWhenArmed.carriers, all: all - cpuWhenArmed.all }
}

async function end(): Promise<void> {
  closeIpc?.()
  await running.stop()
  app.exit(0)
}

app.on('window-all-closed', () => undefined)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end())

serveCalls(
  {
    ready,
    openWindows: async ({ count }: { count: number }) => {
      for (let at = 0; at < count; at += 1) await openWindow()
    },
    arm: async (armed: Armed) => {
      await inPages(`void (window.done = bench.arm(${JSON.stringify(armed)}))`)
      cpuWhenArmed = cpuSoFar()
    },
    done: async () => ({ pages: await inPages<Done>('done'), cpu: cpuSinceArmed() }),
    report: () => inPages<StreamReport>('bench.report()'),
    timeCalls: async (asked: Asked) => {
      const [answer] = await inPages<Timed>(`bench.timeCalls(${JSON.stringify(asked)})`)
      return answer
    },
    armLarge: async ({ side }: { side: 'ours' | 'theirs' }) => {
      if (side === 'theirs') bare ??= await openBareReader(engine)
      nextLarge = side === 'ours' ? nextOfHub(hub) : bare?.next()
    },
    doneLarge: () => nextLarge,
    position: () => hub.seq,
    reached: ({ seq }: { seq: number }) => until(() => hub.seq >= seq),
    /** Resolves when there are so many subscribers. */
    subscribed: ({ count }: { count: number }) => until(() => hub.size === count),
    windowsReached: ({ seq }: { seq: number }) =>
      until(async () => {
        const reports = await inPages<StreamReport>('bench.report()')
        return reports.every(({ position }) => position >= seq)
      }),
    /** After the garbage is gone, in bytes. */
    memory: () => {
      for (let at = 0; at < 3; at += 1) globalThis.gc?.()
      return process.memoryUsage.rss()
    },
  },
  () => void end(),
)
