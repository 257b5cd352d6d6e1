import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { ourUid } from '../owners'

const run = promisify(execFile)

/**
 * When a process was started, as its system says it: a process id alone may belong to a stranger by
 * the time somebody looks.
 * @returns a text that is the same each time for the same process, or undefined when there is none
 */
export async function processStart(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await linuxStart(pid)
    if (process.platform === 'win32') {
      const query = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`
      const { stdout } = await run('powershell.exe', ['-NoProfile', '-Command', query])
      return stdout.trim() || undefined
    }
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    })
    return stdout.trim() || undefined
  } catch {
    // Each of these fails when there is no such process, which is the answer.
    return undefined
  }
}

/**
 * Splits what Linux tells of a process into its fields from the third on: the second is the command in
 * brackets and may hold anything, brackets and blanks included (proc(5)).
 * @param stat of `/proc/PID/stat`
 * @returns its state, its session, and when it began in clock ticks since boot
 */
export function readStat(stat: string): { state: string; session: number; start: number } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', session: Number(fields[3]), start: Number(fields[19]) }
}

async function linuxStart(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ])
  const { state, start } = readStat(stat)
  // A zombie has ended; only its parent has not asked. The ticks are since boot, so that belongs to them.
  return state === 'Z' ? undefined : `${boot.trim()} ${start}`
}

/** What the launcher puts into the environment of an engine, which all that it starts inherits. */
export const ENGINE_MARK = 'WHEELHOUSE_ENGINE_ID'

/**
 * A process of this person that a launcher of ours started. Windows has no launcher and does not show
 * what a process was started with: there any process counts, and its start time has to do.
 */
export async function isEngineOfOurs(pid: number): Promise<boolean> {
  try {
    if (process.platform === 'win32') return true
    if (process.platform === 'linux') return await isMarkedOnLinux(pid)
    const { stdout } = await run('ps', ['-Eww', '-o', 'uid=,command=', '-p', String(pid)])
    const [uid] = stdout.trim().split(/\s+/, 1)
    return Number(uid) === ourUid() && stdout.includes(` ${ENGINE_MARK}=`)
  } catch {
    // There is no such process, or it is not ours to look into.
    return false
  }
}

async function isMarkedOnLinux(pid: number): Promise<boolean> {
  const { uid } = await stat(`/proc/${pid}`)
  if (uid !== ourUid()) return false
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
  return environment.split('\0').some((entry) => entry.startsWith(`${ENGINE_MARK}=`))
}

/**
 * Ends a process that is known to be ours, with its group or tree, at once.
 */
export async function killTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', ['/pid', String(pid), '/t', '/f']).catch(() => undefined)
    return
  }
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
