// @ts-check
// Runs inside the engine before the engine's own code does: Bun loads the module that
// BUN_INSPECT_PRELOAD names (1.3.14, in opencode 1.18.33). Whatever fails in here leaves the engine as
// it is without.
//
// It takes over the password. The engine reads that from its environment, and hands its environment to
// all that it starts: shells, MCP and language servers. So the variable holds one that opens nothing,
// the true one comes in a file that goes as soon as it is read, and is in the environment only until
// the engine says that it listens, by which time it has read it.
//
// And it marks each call of a shell, so that what a call leaves running can be told from all else: the
// mark is in the environment of whatever descends from it, and a file of that name holds the command.
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'

/** @typedef {import('node:child_process').SpawnOptions} SpawnOptions */

const SHELL = /^(bash|dash|fish|ksh|nu|powershell|pwsh|sh|zsh|cmd)(\.exe)?$/i
const COMMAND = /^(-c|-command|\/c)$/i

const { console, process } = globalThis
const folder = import.meta.dirname
const handover = join(folder, 'handover.json')

// Programs with Bun in them may inherit the variable (it stays in the environment that C knows): for
// those nothing is handed over.
delete process.env.BUN_INSPECT_PRELOAD
attempt(() => {
  if (!existsSync(handover)) return
  /** @type {{ password: string, environment: Record<string, string> }} */
  const { password, environment } = JSON.parse(readFileSync(handover, 'utf8'))
  // The file's absence tells the app that the password holds, so nothing may fail between the two.
  rmSync(handover)
  passPassword(password)
  Object.assign(process.env, environment)
  markCalls(join(folder, 'calls'))
})

/** @param {string} password */
function passPassword(password) {
  process.env.OPENCODE_SERVER_PASSWORD = password
  const { log } = console
  console.log = (...words) => {
    if (String(words[0]).startsWith('opencode server listening')) {
      delete process.env.OPENCODE_SERVER_PASSWORD
      console.log = log
    }
    log(...words)
  }
}

/**
 * Marks what a shell is started for with WHEELHOUSE_CALL, and writes a file of that name, which stays
 * until the app has seen that nothing of the call runs any more.
 * @param {string} calls the files' folder
 */
function markCalls(calls) {
  // What an agent has put in there may not be removable.
  attempt(() => rmSync(calls, { recursive: true, force: true }))
  attempt(() => {
    mkdirSync(calls, { recursive: true, mode: 0o700 })
    chmodSync(calls, 0o700)
  })
  const childProcess = createRequire(import.meta.url)('node:child_process')
  /** @type {typeof import('node:child_process').spawn} */
  const spawn = childProcess.spawn
  /** @type {(file: string, args: string[], options: SpawnOptions) => unknown} */
  childProcess.spawn = (file, args, options) => {
    const command = shellCommand(file, args, options)
    if (command === undefined) return Reflect.apply(spawn, childProcess, [file, args, options])
    const id = randomUUID()
    const env = { ...(options?.env ?? process.env), WHEELHOUSE_CALL: id }
    const child = spawn(file, args, { ...options, env })
    const { pid } = child
    if (pid === undefined) return child
    attempt(() => {
      const call = JSON.stringify({ pid, start: startOf(pid), command })
      writeFileSync(join(calls, id), call, { mode: 0o600, flag: 'wx' })
    })
    return child
  }
}

/**
 * The time at which a process began, in Linux' own clock ticks: its number may be another's later.
 * @param {number} pid
 * @returns {number | undefined} nothing elsewhere
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    // Another system, or it has ended already.
    return undefined
  }
}

/**
 * The command that a shell is started for: the agent's tool names a shell to Node, the person's own
 * shell line is wrapped for the shell to read its settings first (opencode 1.18.33).
 * @param {string} file
 * @param {string[]} args
 * @param {SpawnOptions} options
 * @returns {string | undefined} nothing for another program
 */
function shellCommand(file, args, options) {
  if (typeof options?.shell === 'string') return file
  if (!Array.isArray(args) || !SHELL.test(basename(String(file)))) return undefined
  const flag = args.findIndex((each) => COMMAND.test(each))
  return flag < 0 ? undefined : unwrapped(args[flag + 1])
}

/** @param {string | undefined} script */
function unwrapped(script) {
  const [, quoted] = /\n\s+eval (".*")\s*$/.exec(script ?? '') ?? []
  try {
    return quoted === undefined ? script : String(JSON.parse(quoted))
  } catch {
    // Not of that form after all.
    return script
  }
}

/** @param {() => void} work */
function attempt(work) {
  try {
    work()
  } catch (error) {
    // The app keeps what the engine says.
    console.error(`wheelhouse: ${error}`)
  }
}
