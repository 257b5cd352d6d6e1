import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from './fixtures'

const ROOT = join(import.meta.dirname, '..')

test('the lines of "REST in five minutes" work as pasted', async ({ folders }) => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const block = /## REST in five minutes[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  expect(block).toContain('npm start')
  // A person ends the last stream with Ctrl-C; the rest is as printed, in a home of its own.
  const pasted = block.replace('api -N $URL/api/events', '$& --max-time 2')
  const { stdout } = await promisify(execFile)(
    'timeout',
    ['200', 'bash', '-c', `${pasted}\nwait`],
    {
      cwd: ROOT,
      env: { ...process.env, ...folders.env, INIT_CWD: folders.project },
    },
  )
  expect(stdout).toContain('{"status":"ok"')
  expect(stdout).toContain('"state":"ready"')
  expect(stdout).toContain('event: done')
  expect(stdout).toContain('hello from curl')
  expect(stdout).toContain('event: hello')
})
