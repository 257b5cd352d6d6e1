// @ts-check
// The window at scale, on a real engine: a quick answer, a session of 5,000 messages, and a hundred
// switches. "Theirs" is what a person is promised; beside it stands what an idle window does here.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from '../scripts/build.mjs'
import { alone } from '../scripts/set-up.mjs'
import { BINARY } from './bare-engine.mjs'
import { electronCommand, withProcesses } from './processes.mjs'
import { median, round } from './result.mjs'

const MIB = 1024 * 1024
const MESSAGES = 5_000
const OPENINGS = 5
const SWITCHES = 100
const PROMISED = { frameMs: 50, openMs: 500, memoryMib: 4 }
const SECONDS = 30
const LIMIT_MS = 90_000

// Run in the page.
const TOOLS = `
  const frame = () => new Promise(requestAnimationFrame)
  const until = async (isSo) => { while (!isSo()) await frame() }
  const log = () => document.querySelector('[role="log"]')
  const button = (name) => document.querySelector('button[aria-label="' + name + '"]') ??
    [...document.querySelectorAll('button')].find((it) => it.textContent === name)
  const open = async (title, last) => {
    const rows = () => [...document.querySelectorAll('[aria-label="Sessions"] li *')]
    const row = () => rows().find((it) => it.textContent === title)
    await until(row)
    const at = performance.now()
    row().click()
    await until(() => log()?.textContent.includes(last))
    return performance.now() - at
  }
  const gaps = async (isOver) => {
    const times = []
    while (!isOver()) times.push(await frame())
    return times.slice(1).map((at, index) => at - times[index])
  }`
/** @param {string} body */
const inPage = (body) => `(async () => {${TOOLS}\n${body}})()`

/** Sends a prompt that streams, and notes each frame from its first words to its end. */
const STREAM = inPage(`
  const field = document.querySelector('textarea[aria-label="Message"]')
  field.focus()
  document.execCommand('insertText', false, 'stream 200 per second for ${SECONDS} seconds')
  await until(() => button('Send')?.disabled === false)
  button('Send').click()
  await until(() => log()?.textContent.includes('Page 1 begins.'))
  return gaps(() => button('Stop') === undefined)`)
const IDLE = inPage(`
  const endsAt = performance.now() + 5000
  return gaps(() => performance.now() > endsAt)`)

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  return withProcesses(context, async ({ folder, electron }) => {
    await alone(context, () => buildIfStale(context))
    /** @param {string} name */
    const newFolder = (name) => {
      const path = join(folder, name)
      mkdirSync(path)
      return path
    }
    const [project, userData] = [newFolder('project'), newFolder('user-data')]
    for (const [title, count] of [
      ['Large', MESSAGES],
      ['Small A', 60],
      ['Small B', 60],
    ]) {
      await importSession({ folder, project, userData }, String(title), Number(count))
    }
    const flags = ['--demo', `--project=${project}`, `--user-data-dir=${userData}`, '--port=0']
    const starter = join(import.meta.dirname, 'window-app')
    // Another window above this one must not stop it from painting.
    const painting = [
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ]
    const command = electronCommand(starter, { electron: painting, ours: flags })
    const { call } = electron(command, {
      BENCH_APP: context.root,
      WHEELHOUSE_LOG_LEVEL: 'warn',
    })
    /** @param {string} script */
    const page = (script) => call('run', { script }, LIMIT_MS)

    /** @type {number[]} */
    const openings = []
    await page(inPage(`return open('Small A', 'Answer 60.')`))
    // The first time, code is compiled that is there from then on.
    for (let at = 0; at <= OPENINGS; at += 1) {
      // Four are kept in memory: a reload forgets them, so that each opening asks the engine.
      await page(`sessionStorage.removeItem('wheelhouse.open-session'); location.reload()`)
      const ms = await page(inPage(`return open('Large', 'Answer ${MESSAGES}.')`))
      if (at > 0) openings.push(ms)
    }

    const visit = `
      await open('Small A', 'Answer 60.')
      await open('Large', 'Answer ${MESSAGES}.')
      await open('Small B', 'Answer 60.')`
    await page(inPage(`for (let at = 0; at < 10; at += 1) {${visit}}`))
    const before = await call('memory')
    await page(inPage(`for (let at = 0; at < ${Math.ceil(SWITCHES / 3)}; at += 1) {${visit}}`))
    const after = await call('memory')
    const left = (after.JSHeapUsedSize - before.JSHeapUsedSize) / MIB

    await page(inPage(`button('New session').click(); await until(() => log())`))
    /** @type {number[]} */
    const idle = await page(IDLE)
    /** @type {number[]} */
    const frames = await page(STREAM)
    const longest = Math.max(...frames)
    const over = frames.filter((gap) => gap > PROMISED.frameMs).length

    return [
      {
        name: 'window-frames',
        ratio: round(longest / PROMISED.frameMs),
        budget: 1,
        ours: round(longest),
        theirs: PROMISED.frameMs,
        spread: `200 tokens a second for ${SECONDS} s, ${frames.length} frames, median ${round(median(frames))}, ${over} over ${PROMISED.frameMs} ms; idle longest ${round(Math.max(...idle))}`,
        unit: 'ms',
      },
      {
        name: 'window-open',
        ratio: round(median(openings) / PROMISED.openMs),
        budget: 1,
        ours: round(median(openings)),
        theirs: PROMISED.openMs,
        spread: `${MESSAGES} messages, ${openings.map(round).join(', ')}`,
        unit: 'ms',
      },
      {
        name: 'window-memory',
        ratio: round(left / PROMISED.memoryMib),
        budget: 1,
        ours: round(left),
        theirs: PROMISED.memoryMib,
        spread: `${SWITCHES} switches, heap ${round(before.JSHeapUsedSize / MIB)} to ${round(after.JSHeapUsedSize / MIB)}, nodes ${before.Nodes} to ${after.Nodes}, listeners ${before.JSEventListeners} to ${after.JSEventListeners}`,
        unit: 'MiB',
      },
    ]
  })
}

let sessions = 0

/**
 * Has the engine import a session, as `opencode import` does, into the folders of the demo: 5,000
 * prompts would take an hour.
 * @param {{folder: string, project: string, userData: string}} folders
 * @param {string} title
 * @param {number} count the nth message, from 1, says "Question n" or "Answer n"
 */
async function importSession({ folder, project, userData }, title, count) {
  sessions += 1
  const startedAt = 1_700_000_000_000
  /** @param {string} kind @param {number} at ascending, as the engine's own ids are */
  const idOf = (kind, at) =>
    `${kind}_${(0xb0_00_00_00_00_00 + at).toString(16)}${String(sessions).padStart(14, '0')}`
  const id = idOf('ses', 0)
  const messages = Array.from({ length: count }, (_, index) => {
    const at = index + 1
    const time = { created: startedAt + at }
    const base = { id: idOf('msg', at), sessionID: id, agent: 'build' }
    const model = { providerID: 'demo', modelID: 'demo' }
    const code = at % 10 === 0 ? `\n\n\`\`\`ts\nconst answer${at} = ${at}\n\`\`\`` : ''
    const more = 'There is **more** to be said of `it`. '.repeat(at % 24)
    const isSaid = at % 2 === 1
    const part = {
      id: idOf('prt', at),
      sessionID: id,
      messageID: base.id,
      type: 'text',
      text: isSaid ? `Question ${at}: how does it go on?` : `Answer ${at}. ${more}${code}`,
      time: { start: time.created, end: time.created },
    }
    const info = isSaid
      ? { ...base, role: 'user', time, model }
      : {
          ...base,
          ...model,
          role: 'assistant',
          parentID: idOf('msg', at - 1),
          mode: 'build',
          path: { cwd: '/', root: '/' },
          cost: 0,
          tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
          time: { ...time, completed: time.created },
        }
    return { info, parts: [part] }
  })
  const time = { created: startedAt, updated: startedAt + count }
  const about = { slug: 'imported', projectID: 'global', directory: project, version: '1.18.33' }
  const file = join(folder, `session-${sessions}.json`)
  writeFileSync(file, JSON.stringify({ info: { id, title, time, ...about }, messages }))
  const child = spawn(BINARY, ['import', file], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      BUN_TMPDIR: folder,
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      ...Object.fromEntries(
        ['data', 'config', 'state', 'cache'].map((name) => [
          `XDG_${name.toUpperCase()}_HOME`,
          join(userData, 'demo', name),
        ]),
      ),
    },
    stdio: 'ignore',
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`opencode import ended with ${code}.`)
}
