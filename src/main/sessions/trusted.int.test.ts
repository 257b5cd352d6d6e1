import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checked } from '../testing/checked'
import { type RunningApp, runApp } from '../testing/running-app'
import { makeTemporaryFolders } from '../testing/temporary'

const { project, home, userData, remove } = makeTemporaryFolders()
const shared = join(home, 'shared')
const mine = join(shared, 'mine')
const plugin = join(shared, '.opencode/plugin/x.js')
const marker = join(home, 'ran')

let running: RunningApp
beforeAll(async () => {
  mkdirSync(mine, { recursive: true })
  running = await runApp({ projectDir: project, userData })
})
afterAll(async () => {
  await running?.end()
  remove()
})

test.skipIf(process.platform === 'win32')(
  'what others could have written runs by no door, not by a look at an old session either',
  async () => {
    const made = await running.post('/api/sessions', { directory: mine })
    const { id } = await checked('sessions.create', made)
    await running.end()
    mkdirSync(join(plugin, '..'), { recursive: true })
    const touch = `(await import('node:fs')).writeFileSync(${JSON.stringify(marker)}, '')`
    writeFileSync(plugin, `export const It = async () => (${touch}, {})`)
    chmodSync(plugin, 0o666)
    running = await runApp({ projectDir: project, userData })
    const session = `/api/sessions/${id}`
    const directory = encodeURIComponent(mine)
    for (const path of [
      session,
      `${session}/messages`,
      `${session}/todo`,
      `${session}/processes`,
      `/api/sessions?directory=${directory}`,
      `/api/providers?directory=${directory}`,
      `/api/mcp?directory=${directory}`,
    ]) {
      const answer = await running.request(path)
      expect([path, answer.status]).toEqual([path, 400])
      expect(await answer.text()).toContain(`${plugin} can be written by other users`)
    }
    const parts = [{ type: 'text', text: 'Hi' }]
    for (const [path, body] of [
      ['/api/sessions', { directory: mine }],
      [`${session}/prompt`, { parts }],
      [`${session}/abort`, {}],
    ] as const) {
      expect([path, (await running.post(path, body)).status]).toEqual([path, 400])
    }
    await running.end()
    await expect(runApp({ projectDir: mine, userData })).rejects.toThrow(`${plugin} can be written`)
    expect(existsSync(marker)).toBe(false)

    running = await runApp({ projectDir: project, userData })
    chmodSync(plugin, 0o644)
    expect((await running.request(session)).status).toBe(200)
    await expect.poll(() => existsSync(marker), { timeout: 60_000 }).toBe(true)
  },
  180_000,
)
