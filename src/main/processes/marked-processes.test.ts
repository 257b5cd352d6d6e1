import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { afterEach, expect, it } from 'vitest'
import { markedProcesses } from './marked-processes'

type Shell = ChildProcessByStdio<null, Readable, null>

const left: number[] = []
afterEach(() => {
  for (const pid of left.splice(0)) process.kill(pid)
})

/** Starts a shell as the engine does, which names what it leaves behind. */
function start(script: string, call = crypto.randomUUID()) {
  const shell = spawn('sh', ['-c', script], {
    env: { ...process.env, WHEELHOUSE_CALL: call },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  return { shell, call, pid: shell.pid ?? 0 }
}
async function pidFrom(shell: Shell): Promise<number> {
  const [[line]] = await Promise.all([once(shell.stdout, 'data'), once(shell, 'exit')])
  const pid = Number(String(line))
  left.push(pid)
  return pid
}
const startOf = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
}
const LONG = { timeout: 60_000 }

it.skipIf(process.platform === 'win32')(
  'a marked process is found by its environment, also one that lost its parent',
  async () => {
    const { shell, call } = start('sleep 600 & echo $!')
    const pid = await pidFrom(shell)
    const ours = async () => (await markedProcesses([])).filter((it) => it.call === call)
    // It is the shell's double until it has become what it is to run.
    await expect
      .poll(ours, LONG)
      .toEqual([{ pid, call, command: 'sleep 600', start: expect.stringMatching(/./) }])
  },
)

it.runIf(process.platform === 'linux')(
  'one without the mark is found by the session of its call, and nobody of another session',
  async () => {
    const { shell, call, pid: leader } = start('env -i sleep 601 & echo $!')
    shell.kill('SIGSTOP')
    const began = startOf(leader)
    shell.kill('SIGCONT')
    const pid = await pidFrom(shell)
    const found = async (start: number | undefined) =>
      (await markedProcesses([{ id: call, pid: leader, start }]))
        .filter((it) => it.call === call)
        .map(({ pid, command }) => [pid, command])
    await expect.poll(() => found(began), LONG).toEqual([[pid, 'sleep 601']])
    // Where it is not known when the shell began, or it began after what is in the session.
    for (const other of [undefined, startOf(pid) + 1]) expect(await found(other)).toEqual([])
  },
)

it.runIf(process.platform === 'linux')(
  'nothing is taken for a rest of a call whose number a later session has',
  async () => {
    const { shell, pid } = start('echo $$; exec env -i sleep 602')
    await once(shell.stdout, 'data')
    left.push(pid)
    const found = async (start: number) =>
      (await markedProcesses([{ id: 'call', pid, start }])).filter((it) => it.call === 'call')
    // It has the mark until it has become what it is to run.
    await expect.poll(() => found(startOf(pid)), LONG).toHaveLength(1)
    expect(await found(startOf(pid) - 1)).toEqual([])
  },
)
