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
    const [line] = await once(shell.stdout, 'data')
    const pid = Number(String(line))
    try {
      const found = (await markedProcesses()).filter((it) => it.call === call)
      expect(found).toMatchObject([{ pid, command: 'sleep 600' }])
      expect(found[0]?.start).not.toBe('')
    } finally {
      process.kill(pid)
    }
  },
)
