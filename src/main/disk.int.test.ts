import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ScriptedModel, startScriptedModel } from './demo/model'
import { configureLogging } from './logging'
import { isRoot } from './testing/other-user'
import { type RunningApp, runApp } from './testing/running-app'
import { createSession, prompt } from './testing/runs'
import { collect } from './testing/sse'
import { makeTemporaryFolders } from './testing/temporary'

/** Disks of their own in memory, which only root can make, and not in every container. */
const disks = mkdtempSync(join(realpathSync(tmpdir()), 'wheelhouse-disks-'))
chmodSync(disks, 0o755)
const mounted: string[] = []
function mountDisk(path: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', path], {
      stdio: 'ignore',
    })
    mounted.push(path)
    return true
  } catch {
    return false
  }
}
const remount = (path: string, how: string) => execFileSync('mount', ['-o', `remount,${how}`, path])
/** Leaves not a byte. */
const fill = (path: string) => {
  try {
    execFileSync('sh', ['-c', 'exec cat /dev/zero > "$0"', join(path, 'fill')], { stdio: 'ignore' })
  } catch {
    // It ends with "no space left on device", which is what it is for.
  }
}
const makeRoom = (path: string) => rmSync(join(path, 'fill'))

const folders = makeTemporaryFolders()
const { home, userData, project, env } = folders
const data = join(home, '.local')
mkdirSync(data)
const canMount =
  process.platform === 'linux' && isRoot && mountDisk(userData, '16m') && mountDisk(data, '30m')

let model: ScriptedModel
let running: RunningApp
beforeAll(async () => {
  if (!canMount) return
  model = await startScriptedModel()
  writeFileSync(join(project, 'opencode.json'), JSON.stringify(model.config))
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  configureLogging({ directory: join(userData, 'logs'), level: 'info' })
  running = await runApp({ projectDir: project, userData, demo: false })
})
afterAll(async () => {
  await running?.end()
  await model?.close()
  vi.unstubAllEnvs()
  configureLogging({ directory: disks })
  for (const path of mounted.reverse()) execFileSync('umount', ['-l', path])
  rmSync(disks, { recursive: true, force: true })
  folders.remove()
})

const answerOf = async (answer: Promise<Response>) => {
  const response = await answer
  return { status: response.status, body: await response.json() }
}
const run = async (id: string, text: string) =>
  (await collect(await prompt(running, id, text))).at(-1)
const restart = () => answerOf(running.post('/api/engine/restart'))

test.runIf(canMount)(
  'a full disk: what fails says so, nothing else ends, and room mends it',
  async () => {
    const { id } = await createSession(running)
    expect(await run(id, 'say before')).toMatchObject({ event: 'done' })
    for (const disk of mounted) fill(disk)

    expect(await run(id, 'say nothing')).toMatchObject({
      event: 'error',
      data: { code: 'engine_error', error: expect.stringContaining('disk is full. Make room') },
    })
    expect(await answerOf(running.post('/api/sessions'))).toMatchObject({
      status: 500,
      body: {
        code: 'engine_error',
        error: expect.stringMatching(/\.local\/.* is full\. Make room/),
      },
    })
    expect(await answerOf(running.post('/api/projects/recent', { directory: home }))).toMatchObject(
      {
        status: 500,
        body: { error: expect.stringMatching(/projects\.json .*no space left.* Make room/) },
      },
    )
    // What was stored is there.
    const messages = await answerOf(running.request(`/api/sessions/${id}/messages`))
    expect(JSON.stringify(messages.body)).toContain('say before')
    await running.post('/api/engine/stop')
    expect(await answerOf(running.post('/api/engine/start'))).toMatchObject({
      status: 503,
      body: { error: expect.stringMatching(/\.local\/.* is full\. Make room/) },
    })

    // With room for itself it comes back, although we have none to write anything.
    makeRoom(data)
    expect((await answerOf(running.post('/api/engine/start'))).body).toMatchObject({
      state: 'ready',
    })
    expect(await run(id, 'say after')).toMatchObject({ event: 'done' })
    makeRoom(userData)
    expect((await running.post('/api/projects/recent', { directory: home })).status).toBe(200)
  },
)

test.runIf(canMount)(
  'a user-data directory that has become read-only: the engine comes back all the same',
  async () => {
    remount(userData, 'ro')
    expect(await restart()).toMatchObject({ status: 200, body: { state: 'ready' } })
    expect(
      await answerOf(running.post('/api/projects/recent', { directory: project })),
    ).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching(/read-only file system.*Mount/) },
    })
    const { id } = await createSession(running)
    expect(await run(id, 'say hello')).toMatchObject({ event: 'done' })
    remount(userData, 'rw')
  },
)

test.runIf(canMount)('a disk from which no program may be started is named', async () => {
  remount(userData, 'noexec')
  const refused = { error: expect.stringMatching(/user-data\/engine.*noexec/) }
  await running.post('/api/engine/stop')
  expect(await answerOf(running.post('/api/engine/start'))).toMatchObject({
    status: 503,
    body: refused,
  })
  const { body } = await answerOf(running.request('/api/engine/status'))
  expect(body).toMatchObject({ state: 'failed', lastError: { message: refused.error } })
  remount(userData, 'exec')
  expect((await answerOf(running.post('/api/engine/start'))).body).toMatchObject({ state: 'ready' })
})

test.runIf(canMount)('an engine that cannot write its folder says which', async () => {
  await running.post('/api/engine/stop')
  remount(data, 'ro')
  expect(await answerOf(running.post('/api/engine/start'))).toMatchObject({
    status: 503,
    body: {
      error: expect.stringMatching(
        /opencode\.log cannot be written: read-only file system\. Mount/,
      ),
    },
  })
  remount(data, 'rw')
})
