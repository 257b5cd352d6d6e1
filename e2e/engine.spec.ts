import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findEngineBinary } from '../src/main/engine/binary'
import { readSse, until } from '../src/main/testing/sse'
import type { TemporaryFolders } from '../src/main/testing/temporary'
import { expect, type Rest, readRest, test } from './fixtures'
import { processesWithin } from './process-table'
import { answer, button, engineLine, send } from './window'

const status = async (rest: Rest) => (await rest.get('/api/engine/status')).json()

/** The engine that the app knows of, be it starting: one or none. */
function readEnginePid({ userData }: TemporaryFolders): number[] {
  try {
    return [JSON.parse(readFileSync(join(userData, 'engine', 'running.json'), 'utf8')).pid]
  } catch {
    // It is removed as soon as the engine is gone.
    return []
  }
}

/** Kills the engine and waits until another one answers. */
async function killEngine(rest: Rest): Promise<void> {
  const { pid } = await status(rest)
  process.kill(pid, 'SIGKILL')
  await expect.poll(async () => (await status(rest)).pid !== pid).toBe(true)
}

test('a crash is said and mended, all is told of the engine, and closing the window quits', async ({
  page,
  rest,
  folders,
  app,
}) => {
  await test.step('a crash in the middle of an answer: said, mended, and the window goes on', async () => {
    const events = readSse(await rest.get('/api/events'))
    const reading = until(events, ({ event }) => event === 'resync')
    await button(page, 'New session').click()
    await send(page, 'say safe and sound')
    await expect(answer(page)).toContainText('safe and sound')
    await send(page, 'count to 2000')
    await expect(answer(page)).toContainText('3')

    await killEngine(rest)
    await reading
    await events.return(undefined)
    await expect(engineLine(page)).toContainText('ready')
    await expect(button(page, 'Stop')).toHaveCount(0)
    await expect(page.getByText('safe and sound').last()).toBeVisible()
    await send(page, 'say back again')
    await expect(answer(page)).toContainText('back again')
    expect(await status(rest)).toMatchObject({ state: 'ready', restarts: 1 })
    expect((await status(rest)).lastError.message).toContain('SIGKILL')
  })

  await test.step('the window tells all that is known of the engine', async () => {
    const { pid, url, version } = await status(rest)
    await button(page, 'Engine details').click()
    const details = page.getByRole('region', { name: 'Engine details' })
    for (const fact of ['ready for', String(pid), url, version, folders.project]) {
      await expect(details).toContainText(fact)
    }
    await page.keyboard.press('Escape')
    await expect(details).toHaveCount(0)
  })

  await test.step('closing the window quits, and nothing is left', async () => {
    await expect(engineLine(page)).toContainText('ready')
    const closed = app.waitForEvent('close')
    await page.close()
    await closed
    await expect.poll(() => processesWithin(folders.home)).toEqual([])
  })
})

test('an engine that keeps crashing is brought back by a person, and goes with the app', async ({
  page,
  rest,
  folders,
  app,
}) => {
  await test.step('an engine that keeps crashing stays off, says why, and Restart brings it back', async () => {
    const killed: number[] = []
    const killNext = async () => {
      const next = () => readEnginePid(folders).filter((pid) => !killed.includes(pid))
      await expect.poll(next, { intervals: [20] }).toHaveLength(1)
      const [pid = 0] = next()
      process.kill(pid, 'SIGKILL')
      killed.push(pid)
    }
    await killNext()
    // They end while they start: on a busy machine five whole starts take longer than the minute.
    for (let crash = 2; crash <= 4; crash += 1) await killNext()
    await expect.poll(async () => (await status(rest)).state).toBe('ready')
    await killNext()
    await expect(engineLine(page)).toContainText('failed')
    await expect(page.getByRole('alert')).toContainText('5 times within a minute')
    await page.getByText('Last words of the engine').click()
    await expect(page.getByText('opencode server listening')).toBeVisible()
    expect((await rest.get('/api/sessions')).status).toBe(503)
    await button(page, 'Restart engine').click()
    await expect(engineLine(page)).toContainText('ready')
  })

  await test.step('app.quit(), asked twice, quits once, and nothing is left', async () => {
    await expect(engineLine(page)).toContainText('ready')
    const child = app.process()
    const closed = app.waitForEvent('close')
    await app.evaluate(({ app }) => {
      app.quit()
      app.quit()
    })
    await closed
    expect(child.exitCode).toBe(0)
    await expect.poll(() => processesWithin(folders.home)).toEqual([])
  })
})

test('killing the app leaves nothing running, and what was left all the same the next start ends', async ({
  start,
  folders,
}) => {
  await test.step('neither the engine nor what the engine started', async () => {
    const { child, ready, finished } = start(['--headless', '--demo'])
    await ready
    const rest = readRest(folders)
    const { id } = await (await rest.get('/api/sessions', { method: 'POST' })).json()
    const run = await rest.get(`/api/sessions/${id}/prompt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ parts: [{ type: 'text', text: 'run sleep 600 & sleep 601' }] }),
    })
    await expect
      .poll(() => processesWithin(folders.home).filter((line) => line.includes('sleep 60')).length)
      .toBeGreaterThanOrEqual(2)
    child.kill('SIGKILL')
    await finished
    await expect.poll(() => processesWithin(folders.home)).toEqual([])
    await run.body?.cancel().catch(() => undefined)
  })

  const stray = spawn('sleep', ['600'], {
    detached: true,
    stdio: 'ignore',
    // The mark of an engine: a process without it is a stranger, whatever the file says.
    env: { HOME: folders.home, PATH: process.env.PATH, WHEELHOUSE_ENGINE_ID: 'earlier' },
  })
  const { processStart } = await import('../src/main/engine/process-identity')
  const record = { pid: stray.pid, start: await processStart(stray.pid ?? 0) }
  writeFileSync(`${folders.userData}/engine/running.json`, JSON.stringify(record))
  const { child, ready, finished } = start(['--headless', '--demo'], {
    WHEELHOUSE_LOG_LEVEL: 'silly',
  })
  await ready

  await test.step('what an earlier app could not end is ended by the next start', async () => {
    await expect
      .poll(() => processesWithin(folders.home).filter((line) => line.includes('sleep 600')))
      .toEqual([])
  })

  await test.step('SIGINT quits, and logs hold no token', async () => {
    const { token } = readRest(folders)
    child.kill('SIGINT')
    const { code, stderr } = await finished
    expect(code).toBe(0)
    const log = readFileSync(join(folders.userData, 'logs/main.log'), 'utf8')
    expect(log).toContain('Engine: starting → ready')
    expect(log + stderr).not.toContain(token)
  })
})

test('an engine that runs elsewhere is used, and neither stopped nor restarted', async ({
  start,
  folders,
}) => {
  const engine = spawn(findEngineBinary(), ['serve', '--hostname=127.0.0.1', '--port=0'], {
    cwd: folders.project,
    env: {
      ...process.env,
      ...folders.env,
      // Where it leaves its libraries: they go with the rest.
      BUN_TMPDIR: folders.home,
      OPENCODE_SERVER_PASSWORD: 'a password of theirs',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await new Promise<string>((resolve) => {
      engine.stdout.on('data', (chunk) => {
        const found = /on (http:\S+)/.exec(String(chunk))
        if (found?.[1]) resolve(found[1])
      })
    })
    const { child, ready, finished } = start(['--headless'], {
      WHEELHOUSE_ENGINE_URL: url,
      WHEELHOUSE_ENGINE_PASSWORD: 'a password of theirs',
    })
    await ready
    const rest = readRest(folders)
    expect(await status(rest)).toMatchObject({ state: 'ready', attached: true, url })
    expect((await rest.get('/api/sessions', { method: 'POST' })).status).toBe(201)
    expect((await rest.get('/api/engine/stop', { method: 'POST' })).status).toBe(409)
    expect((await rest.get('/api/engine/restart', { method: 'POST' })).status).toBe(409)
    child.kill('SIGTERM')
    expect((await finished).code).toBe(0)
    expect(engine.exitCode).toBeNull()
    expect((await fetch(`${url}/global/health`)).status).toBe(401)
  } finally {
    engine.kill('SIGKILL')
  }
})

test('SIGTERM quits, also when the page hangs, and nothing is left', async ({
  app,
  page,
  folders,
}) => {
  await expect(engineLine(page)).toContainText(/starting|ready/)
  const closed = app.waitForEvent('close')
  const hangs = page.evaluate('console.log("hangs"); for (;;);').catch(() => undefined)
  await page.waitForEvent('console', (message) => message.text() === 'hangs')
  app.process().kill('SIGTERM')
  await closed
  await hangs
  await expect.poll(() => processesWithin(folders.home)).toEqual([])
})
