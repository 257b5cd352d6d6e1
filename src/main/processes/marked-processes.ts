import { execFile } from 'node:child_process'
import { open, readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { processStart, readStat } from '../engine/process-identity'

const run = promisify(execFile)
const MARK = 'WHEELHOUSE_CALL='
/** As much of a command line as somebody would read, in characters. */
const COMMAND_LENGTH = 1_000

/** A process that descends from one call of the agent's shell. */
export interface MarkedProcess {
  pid: number
  /** Tells it from a stranger that has the number later. */
  start: string
  /** The call's mark, which each of its descendants has in its environment. */
  call: string
  /** Its command line. */
  command: string
}

/** A shell of a call. On Linux it is known when it began, and so what is in the session that it leads. */
interface Shell {
  id: string
  pid: number
  start?: number | undefined
}

/**
 * Finds the processes that shell calls started, by the mark in their environment: one that left its
 * session or lost its parent has it still. On Linux also by the shell's session: one that has no
 * environment any more, or wrote over it, is in it still.
 * @param shells of the calls that are known
 * @returns none on Windows, whose processes do not show their environment
 */
export async function markedProcesses(shells: readonly Shell[]): Promise<MarkedProcess[]> {
  if (process.platform === 'win32') return []
  const found = process.platform === 'linux' ? await fromProc(shells) : await fromPs()
  const processes = await Promise.all(
    found.map(async (it) => ({ ...it, start: await processStart(it.pid) })),
  )
  return processes.flatMap(({ start, ...it }) => (start === undefined ? [] : [{ ...it, start }]))
}

/** More than a program can be given in its environment, bytes; a page of a file of /proc at least. */
const LONGEST = 256 * 1024

type Found = Omit<MarkedProcess, 'start'>

async function fromProc(shells: readonly Shell[]): Promise<Found[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const buffer = Buffer.alloc(LONGEST)
  const all: Stat[] = []
  for (const pid of pids) {
    const stat = await statOf(pid, buffer)
    if (stat) all.push(stat)
  }
  const starts = new Map(all.map(({ pid, start }) => [pid, start]))
  // While something is in a session, the system gives its number to no other process, be its leader gone
  // or not. A leader that began at another time has the number of a session that has ended.
  const bySession = new Map(
    shells
      .filter(({ pid, start }) => start !== undefined && (starts.get(pid) ?? start) === start)
      .map((shell) => [shell.pid, shell]),
  )
  const found: Found[] = []
  for (const { pid, session, start } of all) {
    const shell = bySession.get(session)
    const inSession = shell?.start !== undefined && start >= shell.start ? shell.id : undefined
    const call = (await readMark(pid, buffer)) ?? inSession
    if (call !== undefined) found.push({ pid, call, command: await readCommand(pid) })
  }
  return found
}

interface Stat {
  pid: number
  session: number
  start: number
}

/**
 * Reads a file of /proc, through one buffer for all: Node would take 64 KiB anew for each, as such files
 * do not say how long they are, and some hundred processes are looked at.
 */
async function readProc(path: string, buffer: Buffer): Promise<string> {
  const file = await open(path)
  try {
    let length = 0
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length)
      length += bytesRead
      if (bytesRead === 0) return buffer.toString('latin1', 0, length)
    }
  } finally {
    await file.close()
  }
}

async function statOf(pid: number, buffer: Buffer): Promise<Stat | undefined> {
  try {
    const { session, start } = readStat(await readProc(`/proc/${pid}/stat`, buffer))
    return { pid, session, start }
  } catch {
    // Gone meanwhile.
    return undefined
  }
}

async function readMark(pid: number, buffer: Buffer): Promise<string | undefined> {
  try {
    const environment = `\0${await readProc(`/proc/${pid}/environ`, buffer)}`
    const at = environment.indexOf(`\0${MARK}`)
    return at < 0 ? undefined : environment.slice(at + 1 + MARK.length).split('\0', 1)[0]
  } catch {
    // Somebody else's, or gone meanwhile.
    return undefined
  }
}

async function readCommand(pid: number): Promise<string> {
  try {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    return words.join(' ').trim().slice(0, COMMAND_LENGTH)
  } catch {
    // Gone meanwhile: then it has no start either, and is left out.
    return ''
  }
}

async function fromPs(): Promise<Found[]> {
  const list = async (flags: string) => {
    const { stdout } = await run('ps', [flags, '-o', 'pid=,command='], {
      maxBuffer: 64 * 1024 ** 2,
    })
    return stdout.split('\n').flatMap((line) => {
      const [, pid, text] = /^\s*(\d+) (.*)$/.exec(line) ?? []
      return pid === undefined || text === undefined ? [] : [[Number(pid), text] as const]
    })
  }
  const [withEnvironment, plain] = await Promise.all([list('-axEww'), list('-axww')])
  const commands = new Map(plain)
  return withEnvironment.flatMap(([pid, text]) => {
    const call = text.split(` ${MARK}`)[1]?.split(' ', 1)[0]
    const command = commands.get(pid)?.slice(0, COMMAND_LENGTH)
    return call === undefined || command === undefined ? [] : [{ pid, call, command }]
  })
}
