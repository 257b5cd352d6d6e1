import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { markedProcesses } from './marked-processes'

it.skipIf(process.platform === 'win32')(
  'a marked process is found by its environment, also one that lost its parent',
  async () => {
    const call = crypto.randomUUID()
    // The shell names the one that it leaves behind, and ends.
    const shell = spawn('sh', ['-c', 'sleep 600 & echo $!'], {
      env: { ...process.env, WHEELHOUSE_CALL: call },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    const [[line]] = await Promise.all([once(shell.stdout, 'data'), once(shell, 'exit')])
    const pid = Number(String(line))
    const ours = async () => (await markedProcesses()).filter((it) => it.call === call)
    try {
      // It is the shell's double until it has become what it is to run.
      await expect
        .poll(ours, { timeout: 60_000 })
        .toEqual([{ pid, call, command: 'sleep 600', start: expect.stringMatching(/./) }])
    } finally {
      process.kill(pid)
    }
  },
)
