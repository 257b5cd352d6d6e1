import { execFileSync } from 'node:child_process'

/**
 * A process and what it started, and what that started: Chromium's own processes too, which
 * overwrite the environment that `processesWithin` looks at.
 * @param pid of the first; none means nothing
 * @returns the whole command line of each, as anybody on the machine can read it
 */
export function descendantsOf(pid: number | undefined): string[] {
  const rows = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, child, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
      return child ? [{ pid: Number(child), parent: Number(parent), command }] : []
    })
  const below = (parent: number): string[] =>
    rows.filter((row) => row.parent === parent).flatMap((row) => [row.command, ...below(row.pid)])
  return rows.filter((row) => row.pid === pid).flatMap((row) => [row.command, ...below(row.pid)])
}
