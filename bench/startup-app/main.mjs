// @ts-check
// Starts an app, as Electron itself would, and tells the command that started it when what happened
// on the way; when asked, also where the main process spent its time until the window was shown.
import diagnostics from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app as publicApp } from 'electron'
import { now, serveCalls } from '../rpc.mjs'

// What Electron's own default app calls; the declarations leave both out.
/** @typedef {{setVersion(version: string): void, setAppPath(path: string): void}} DefaultAppPart */
const app = /** @type {import('electron').App & DefaultAppPart} */ (publicApp)
const {
  BENCH_APP: folder = '',
  BENCH_USABLE: usableScript = '',
  BENCH_LISTED: listedScript,
  BENCH_PROFILE,
} = process.env

/** @type {Record<string, number>} ms since the epoch */
const marks = {}
/** @param {string} name what happened now; the first time counts */
const mark = (name) => {
  marks[name] ??= now()
}

/** @type {(() => void) | undefined} */
let stopProfile
const profiled = new Promise((resolve) => {
  if (!BENCH_PROFILE) return resolve(undefined)
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.setSamplingInterval', { interval: 500 })
  session.post('Profiler.start')
  stopProfile = () =>
    session.post('Profiler.stop', (_error, { profile }) => resolve(spent(profile)))
})

/**
 * @param {import('node:inspector').Profiler.Profile} profile
 * @returns {Record<string, number>} ms by package, or by what else it is
 */
function spent({ nodes, samples = [], timeDeltas = [] }) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((at) => [at, id])))
  /** @type {Record<string, number>} */
  const total = {}
  samples.forEach((sample, index) => {
    // What is native counts to whoever called it.
    /** @type {number | undefined} */
    let at = sample
    let name = byId.get(sample)?.callFrame.functionName ?? ''
    if (name === '(idle)') return
    while (at !== undefined && !byId.get(at)?.callFrame.url) at = parents.get(at)
    const url = at === undefined ? '' : (byId.get(at)?.callFrame.url ?? '')
    if (url) name = ownerOf(url)
    total[name] = (total[name] ?? 0) + (timeDeltas[index] ?? 0) / 1000
  })
  return total
}

/** @param {string} url of a script */
function ownerOf(url) {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)
  if (inPackage) return inPackage[1] ?? url
  if (url.startsWith('node:electron')) return 'Electron'
  return url.startsWith('node:') ? 'Node' : 'ours'
}

mark('main begins')
diagnostics.subscribe('child_process', () => mark('engine spawned'))
// Published by Node's own fetch, by which main asks the engine.
for (const [channel, happened] of [
  ['undici:request:create', 'asked'],
  ['undici:request:trailers', 'answered'],
]) {
  diagnostics.subscribe(String(channel), (message) => {
    const { path } = /** @type {{request: {path: string}}} */ (message).request
    if (path.startsWith('/session?')) mark(`sessions ${happened}`)
    if (path === '/global/health' && happened === 'answered') mark('engine ready')
  })
}
app.whenReady().then(() => mark('Electron ready'))
app.on('browser-window-created', (_event, window) => {
  mark('window made')
  window.once('show', () => {
    mark('window shown')
    stopProfile?.()
  })
})

/** @type {Promise<void>} */
const usable = new Promise((resolve, reject) => {
  app.on('web-contents-created', (_event, contents) => {
    contents.once('dom-ready', () => {
      mark('page read')
      const seen = [contents.executeJavaScript(usableScript).then((at) => (marks.usable = at))]
      if (listedScript) {
        seen.push(contents.executeJavaScript(listedScript).then((at) => (marks.listed = at)))
      }
      Promise.all(seen).then(() => resolve(), reject)
    })
  })
})

// Nobody asks before the end: a rejection until then is no defect.
usable.catch(() => undefined)

serveCalls(
  {
    seen: async () => {
      await usable
      return { marks, spent: await profiled }
    },
  },
  () => app.quit(),
)

const { productName, name, version, main } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
)
app.setName(productName ?? name)
app.setVersion(version)
app.setAppPath(folder)
await import(pathToFileURL(join(folder, main)).href)
