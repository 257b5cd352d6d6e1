import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { processStart } from '../engine/process-identity'

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

/**
 * Finds the processes that shell calls started, by the mark in their environment: one that left its
 * session or lost its parent has it still.
 * @returns none on Windows, whose processes do not show their environment
 */
export async function markedProcesses(): Promise<MarkedProcess[]> {
  if (process.platform === 'win32') return []
  const found = process.platform === 'linux' ? await fromProc() : await fromPs()
  const processes = await Promise.all(
    found.map(async (it) => ({ ...it, start: await processStart(it.pid) })),
  )
  return processes.flatMap(({ start, ...it }) => (start === undefined ? [] : [{ ...it, start }]))
}

type Found = Omit<MarkedProcess, 'start'>

async function fromProc(): Promise<Found[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(pids.map(readMarked))
  return found.filter((it) => it !== undefined)
}

async function readMarked(pid: string): Promise<Found | undefined> {
  try {
    const environment = `\0${await readFile(`/proc/${pid}/environ`, 'latin1')}`
    const at = environment.indexOf(`\0${MARK}`)
    if (at < 0) return undefined
    const call = environment.slice(at + 1 + MARK.length).split('\0', 1)[0] ?? ''
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    return { pid: Number(pid), call, command: words.join(' ').trim().slice(0, COMMAND_LENGTH) }
  } catch {
    // Somebody else's, or gone meanwhile.
    return undefined
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
