// @ts-check
// From launch to a window that shows the sessions and takes text, against what starts side by side
// and cannot be done without: a bare Electron window and a bare engine, whichever is slower. The
// sessions are those of the last time until the engine has listed its own, which is said beside.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildIfStale } from '../scripts/build.mjs'
import { alone } from '../scripts/set-up.mjs'
import { timeBareStart } from './bare-engine.mjs'
import { electronCommand, withProcesses } from './processes.mjs'
import { ask } from './requests.mjs'
import { compare, inTurns, median, round } from './result.mjs'
import { now } from './rpc.mjs'

const ROUNDS = 6
const SESSIONS = 20
const LIMIT_MS = 60_000

/** @typedef {{marks: Record<string, number>, spent?: Record<string, number>}} Seen */

// Run in the pages. The window is usable once what was typed is still there in the next frame.
const PAINTED = `new Promise((resolve) => {
  requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
})`
/** @param {number} sessions */
const usableWith = (sessions) => `new Promise((resolve) => {
  const look = () => {
    const rows = document.querySelectorAll('[aria-label="Sessions"] li')
    const composer = document.querySelector('textarea[aria-label="Message"]')
    if (rows.length < ${sessions} || !composer) return requestAnimationFrame(look)
    if (composer.value === 'hello') return resolve(performance.timeOrigin + performance.now())
    composer.focus()
    document.execCommand('insertText', false, 'hello')
    requestAnimationFrame(look)
  }
  look()
})`

// Run in our page: the sessions are the engine's own, and prompts can be sent.
const LISTED = `new Promise((resolve) => {
  const look = () => {
    const list = document.querySelector('[aria-label="Sessions"]')
    if (list?.getAttribute('aria-busy') !== 'false') return requestAnimationFrame(look)
    resolve(performance.timeOrigin + performance.now())
  }
  look()
})`

/** @param {import('../scripts/command.mjs').Context} context */
export async function run(context) {
  return withProcesses(context, async ({ folder, electron }) => {
    await alone(context, () => buildIfStale(context))
    /** @param {string} name */
    const newFolder = (name) => {
      const path = join(folder, name)
      mkdirSync(path)
      return path
    }
    const [home, project] = [newFolder('home'), newFolder('project')]
    const userData = newFolder('user-data')
    // The engine's own, in the app and bare: the same database, and no look at the network.
    const env = {
      ...Object.fromEntries(
        ['DATA', 'CONFIG', 'STATE', 'CACHE'].map((name) => [`XDG_${name}_HOME`, join(home, name)]),
      ),
      OPENCODE_DISABLE_MODELS_FETCH: '1',
    }
    installPluginPackage(join(home, 'CONFIG', 'opencode'))
    const ours = [`--project=${project}`, `--user-data-dir=${userData}`, '--port=0']

    /**
     * @param {string} app its folder
     * @param {{ours?: string[], usable: string, listed?: string, profile?: boolean, work?: () => Promise<void>}} how
     * @returns {Promise<Seen>} its marks in ms from the launch
     */
    const launch = async (app, { ours: flags = [], usable, listed, profile = false, work }) => {
      const starter = join(import.meta.dirname, 'startup-app')
      const startedAt = now()
      const child = electron(electronCommand(starter, { ours: flags }), {
        ...env,
        BENCH_APP: app,
        BENCH_USABLE: usable,
        BENCH_LISTED: listed,
        WHEELHOUSE_LOG_LEVEL: 'warn',
        BENCH_PROFILE: profile ? '1' : undefined,
      })
      try {
        const { marks, spent } = await child.call('seen', undefined, LIMIT_MS)
        await work?.()
        const since = Object.entries(marks).map(([name, at]) => [name, at - startedAt])
        return { marks: Object.fromEntries(since), spent }
      } finally {
        await child.end()
      }
    }
    const addSessions = async () => {
      const { url, token } = JSON.parse(readFileSync(join(userData, 'server.json'), 'utf8'))
      const door = { url, headers: { authorization: `Bearer ${token}` } }
      while ((await ask(door, '/api/engine/status')).state !== 'ready') await pause(50)
      for (let at = 1; at <= SESSIONS; at += 1) {
        await ask(door, '/api/sessions', { method: 'POST', body: { title: `Session ${at}` } })
      }
    }
    /** @param {boolean} [profile] */
    const launchOurs = (profile = false) =>
      launch(context.root, { ours, usable: usableWith(SESSIONS), listed: LISTED, profile })
    const bare = join(import.meta.dirname, 'bare-window')

    // The very first start makes a database; the others find what somebody's usual start finds.
    await launch(context.root, { ours, usable: usableWith(0), work: addSessions })
    /** @type {Seen[]} */
    const seen = []
    /** @type {{window: number, engine: number}[]} */
    const bares = []
    const rounds = await inTurns(ROUNDS, async (side) => {
      if (side === 'ours') {
        const one = await launchOurs()
        seen.push(one)
        return one.marks.usable ?? Number.NaN
      }
      const engine = await timeBareStart({ home, project, env })
      const { marks } = await launch(bare, { usable: PAINTED })
      bares.push({ engine, window: marks.usable ?? Number.NaN })
      return Math.max(engine, bares.at(-1)?.window ?? Number.NaN)
    })
    const { spent = {} } = await launchOurs(true)
    say(context, { seen, bares, spent })
    return [compare({ name: 'startup', budget: 1.25, unit: 'ms' }, rounds.ours, rounds.theirs)]
  })
}

/**
 * As after somebody's first hour: else the engine installs its plugin package at each of these starts
 * anew, and never comes to the end of it (see src/main/demo/plugin-package.ts).
 * @param {string} folder
 */
function installPluginPackage(folder) {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  const root = { dependencies: { '@opencode-ai/plugin': '*' } }
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, packages: { '': root } }),
  )
}

/**
 * Prints what happened on the way, and what the main process did before the window was shown.
 * @param {import('../scripts/command.mjs').Context} context
 * @param {{seen: Seen[], bares: {window: number, engine: number}[], spent: Record<string, number>}} all
 */
function say({ say: print }, { seen, bares, spent }) {
  const names = Object.keys(seen[0]?.marks ?? {})
  const marks = names.map((name) => ({
    name,
    at: median(seen.map(({ marks: each }) => each[name] ?? Number.NaN)),
  }))
  marks.sort((a, b) => a.at - b.at)
  print(`startup: ${marks.map(({ name, at }) => `${name} ${round(at)} ms`).join(', ')}`)
  const window = round(median(bares.map((each) => each.window)))
  const engine = round(median(bares.map((each) => each.engine)))
  print(`startup: bare window ${window} ms, bare engine ${engine} ms`)
  const listed = median(seen.map((each) => each.marks.listed ?? Number.NaN))
  print(
    `startup: the engine's own list is ${round(listed / Math.max(window, engine))} of the slower`,
  )
  const busy = Object.entries(spent).sort(([, a], [, b]) => b - a)
  const total = round(busy.reduce((sum, [, ms]) => sum + ms, 0))
  const parts = busy.slice(0, 12).map(([name, ms]) => `${name} ${round(ms)}`)
  print(`startup: main was busy for ${total} ms before the window was shown: ${parts.join(', ')}`)
}
