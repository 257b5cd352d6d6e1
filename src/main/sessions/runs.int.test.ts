import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operations } from '../../shared/operations'
import { openEvents } from '../testing/app-events'
import { checked } from '../testing/checked'
import { eventually } from '../testing/processes'
import { type RunningApp, runApp } from '../testing/running-app'
import { createSession, deltas, isDelta, promptUntilAsked, say } from '../testing/runs'
import { collect, readSse, type SseFrame, until } from '../testing/sse'
import { makeTemporaryFolders } from '../testing/temporary'

const { project, remove } = makeTemporaryFolders()
const CONFIG = {
  permission: { bash: 'ask' },
  command: {
    hello: { template: 'say hello $ARGUMENTS', description: 'Says hello' },
    sub: { template: 'say from below $ARGUMENTS', agent: 'general', subtask: true },
    broken: { template: 'say nothing', agent: 'nobody' },
  },
}

// One engine for all: each test has a session of its own.
let running: RunningApp
beforeAll(async () => {
  writeFileSync(join(project, 'opencode.json'), JSON.stringify(CONFIG))
  running = await runApp({ projectDir: project })
})
afterAll(async () => {
  await running?.end()
  remove()
})

const post = (id: string, rest: string, body: object = {}) =>
  running.post(`/api/sessions/${id}/${rest}`, body)
const follow = async (id: string, rest: string, body: object) => {
  const answer = await post(id, rest, body)
  expect([answer.status, answer.ok || (await answer.text())]).toEqual([200, true])
  return readSse(answer)
}
const messagesOf = async (id: string) =>
  checked('sessions.messages', await running.request(`/api/sessions/${id}/messages`))
const statusOf = async (id: string) =>
  checked('sessions.status', await running.request(`/api/sessions/${id}/status`))
/** The message that a run ended with. */
const answered = (frames: SseFrame[]) => {
  const last = frames.at(-1)
  expect(last).toMatchObject({ event: 'done' })
  const [message] = operations['sessions.messages'].output.parse([last?.data])
  return { message, text: JSON.stringify(message?.parts) }
}

test('a command runs as a prompt does', async () => {
  const { id } = await createSession(running)
  const body = { command: 'hello', arguments: 'you there' }
  const frames = await collect(await follow(id, 'command', body))
  expect(deltas(frames)).toBe('hello you there')
  expect(answered(frames).text).toContain('hello you there')
  // From its first event on, and nothing from before.
  const [first] = frames
  expect(first?.data.payload).toMatchObject({ type: 'message.updated' })
  const [said] = await messagesOf(id)
  expect(first?.data.payload.properties.info.id).toBe(said?.info.id)
})

test('a command that is a sub-agent’s ends with what is made of its answer', async () => {
  const { id } = await createSession(running)
  const frames = await collect(await follow(id, 'command', { command: 'sub', arguments: 'me' }))
  const last = (await messagesOf(id)).at(-1)
  expect(answered(frames).message).toEqual(last)
  expect(last?.info).toMatchObject({ role: 'assistant', finish: 'stop' })
  expect(deltas(frames)).toContain('from below me')
})

test('a command for a session that is at work waits its turn', async () => {
  const { id } = await createSession(running)
  const counting = await follow(id, 'prompt', say('count to 60'))
  await until(counting, isDelta('2'))
  const greeting = await follow(id, 'command', { command: 'hello' })
  expect(answered(await collect(counting)).text).toContain('\\n60')
  expect(answered(await collect(greeting)).text).toContain('"hello"')
})

test('a command that cannot be run says why', async () => {
  const { id } = await createSession(running)
  const unknown = await post(id, 'command', { command: 'nonsense' })
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({
    code: 'not_found',
    error: expect.stringMatching(/nonsense.*hello/),
  })
  const broken = await post(id, 'command', { command: 'broken' })
  expect(broken.status).toBe(500)
  expect(await broken.json()).toMatchObject({
    code: 'engine_error',
    error: expect.stringMatching(/agent.*nobody/i),
  })
  expect(await messagesOf(id)).toEqual([])
})

test('an agent or a model that does not exist is refused, and nothing is stored', async () => {
  const { id } = await createSession(running)
  await collect(await follow(id, 'prompt', say('say one')))
  const model = { providerID: 'demo', modelID: 'nonsense' }
  for (const [path, body, at] of [
    ['command', { command: 'hello', agent: 'nobody' }, 'agent'],
    ['command', { command: 'hello', model }, 'model'],
    ['shell', { command: 'echo hi', agent: 'nobody' }, 'agent'],
    ['shell', { command: 'echo hi', model }, 'model'],
    ['summarize', { model }, 'model'],
    ['prompt', { ...say('say one more'), model }, 'model'],
    ['prompt', { ...say('say one more'), agent: 'nobody' }, 'agent'],
    [
      'prompt',
      { parts: [...say('say one more').parts, { type: 'agent', name: 'nobody' }] },
      'parts.1.name',
    ],
  ] as const) {
    const answer = await post(id, path, body)
    expect([path, answer.status]).toEqual([path, 400])
    expect(await answer.json()).toMatchObject({ code: 'invalid_input', details: [{ path: at }] })
  }
  expect(await messagesOf(id)).toHaveLength(2)
  answered(await collect(await follow(id, 'prompt', say('say two'))))
})

test('a message is not said under the id of one in another session', async () => {
  const [{ id }, { id: other }] = [await createSession(running), await createSession(running)]
  const { message } = answered(await collect(await follow(other, 'prompt', say('say one'))))
  const [asked] = await messagesOf(other)
  for (const messageID of [message?.info.id, asked?.info.id]) {
    const answer = await post(id, 'prompt', { ...say('say two'), messageID })
    expect(await answer.json()).toMatchObject({ code: 'conflict', details: { stored: false } })
  }
  expect(await messagesOf(id)).toEqual([])
  expect(await messagesOf(other)).toEqual([asked, message])
})

test('a prompt that was refused can be said again under its name, corrected', async () => {
  const { id } = await createSession(running)
  const messageID = 'msg_0123456789abcdef0123NOBODY'
  const refused = await post(id, 'prompt', { ...say('say hello'), messageID, agent: 'nobody' })
  expect([refused.status, (await refused.json()).error]).toEqual([
    400,
    expect.stringMatching(/^There is no agent nobody\. There are: build, .*\.$/),
  ])
  answered(await collect(await follow(id, 'prompt', { ...say('say hello'), messageID })))
  const again = await post(id, 'prompt', { ...say('say hello'), messageID })
  expect(await again.json()).toMatchObject({ code: 'conflict', details: { stored: true } })
})

test('a shell command runs in the project, and the session knows of it', async () => {
  const { id } = await createSession(running)
  const command = 'echo from the shell > shell.txt; echo printed'
  const { message, text } = answered(await collect(await follow(id, 'shell', { command })))
  expect(message?.info).toMatchObject({ role: 'assistant' })
  expect(text).toContain('printed')
  expect(existsSync(join(project, 'shell.txt'))).toBe(true)
  expect((await messagesOf(id)).map(({ info }) => info.role)).toEqual(['user', 'assistant'])
  expect(await statusOf(id)).toMatchObject({ type: 'idle' })
})

test('a shell command outlives the client that asked for it, and can be stopped', async () => {
  const { id } = await createSession(running)
  const frames = await follow(id, 'shell', { command: 'sleep 600' })
  await until(frames, ({ data }) => data.payload?.properties.part?.type === 'tool')
  await frames.return(undefined)
  expect(await statusOf(id)).toMatchObject({ type: 'busy' })
  expect(await checked('sessions.abort', await post(id, 'abort'))).toEqual({ aborted: true })
  expect(await statusOf(id)).toMatchObject({ type: 'idle' })
})

test('a session is compacted on demand, with the model that it used last', async () => {
  const { id } = await createSession(running)
  const empty = await post(id, 'summarize')
  expect([empty.status, (await empty.json()).code]).toEqual([409, 'conflict'])

  await collect(await follow(id, 'prompt', say('say hello')))
  const fork = await checked('sessions.fork', await post(id, 'fork'))
  // A copy has used no model yet, but its messages have.
  for (const session of [id, fork.id]) {
    const { frames, end } = await openEvents(running)
    await checked('sessions.summarize', await post(session, 'summarize'))
    await until(frames, ({ data }) => data.payload?.type === 'session.compacted')
    await end()
    expect(await statusOf(session)).toMatchObject({ compactions: 1 })
  }
  answered(await collect(await follow(id, 'prompt', say('say still here'))))
})

test('a run in which the engine compacts ends with what came after', async () => {
  const { id } = await createSession(running)
  // More than the scripted model's context holds; the next prompt makes the engine compact.
  await collect(await follow(id, 'prompt', say('long 600')))
  const frames = await collect(await follow(id, 'prompt', say('say hello')))
  expect(await statusOf(id)).toMatchObject({ compactions: 1 })
  const last = (await messagesOf(id)).at(-1)
  expect(answered(frames).message).toEqual(last)
  expect(last?.info).not.toMatchObject({ summary: true })
})

/** Ends a wait that is in vain. */
const LONG = { timeout: 60_000 }

/** Has a command run, with leave for it. */
const runCommand = async (command: string) => {
  const { id, run, ask } = await promptUntilAsked(running, `run ${command}`)
  const answer = await running.post(`/api/permissions/${ask.id}/reply`, { reply: 'once' })
  expect(answer.ok).toBe(true)
  return { id, run }
}
const leftBy = async (id: string) => {
  const left = await checked(
    'sessions.processes',
    await running.request(`/api/sessions/${id}/processes`),
  )
  return left.map(({ command }) => command)
}
const isRunning = (seconds: number) =>
  readdirSync('/proc').some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${seconds}\0`
    } catch {
      return false
    }
  })

test('what a stopped run leaves running is told, and ended when asked', async () => {
  const { id, run } = await runCommand('setsid sleep 77801 & sleep 77802')
  await eventually('both sleep', () => isRunning(77801) && isRunning(77802))
  // While the command itself runs, nothing is left of it.
  expect(await leftBy(id)).toEqual([])
  expect((await post(id, 'abort')).ok).toBe(true)
  await collect(run)
  await expect.poll(() => leftBy(id), LONG).toEqual(['sleep 77801'])
  expect(isRunning(77802)).toBe(false)

  const { id: other } = await createSession(running)
  expect(await leftBy(other)).toEqual([])
  expect(await (await post(other, 'processes/end')).json()).toEqual({ ended: 0, left: [] })
  expect(await (await post(id, 'processes/end')).json()).toEqual({ ended: 1, left: [] })
  expect(isRunning(77801)).toBe(false)
  expect(await leftBy(id)).toEqual([])
})

test('what holds a run is told while it does, and goes with its session', async () => {
  // It keeps the output open, so that the call goes on after its shell has ended.
  const { id } = await runCommand('setsid sleep 77803 &')
  await expect.poll(() => leftBy(id), LONG).toEqual(['sleep 77803'])
  expect(await statusOf(id)).toMatchObject({ type: 'busy' })
  expect((await running.request(`/api/sessions/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect(isRunning(77803)).toBe(false)
})

test('what lost its environment is told by the session that its shell led', async () => {
  const { id, run } = await runCommand('env -i sleep 77804 >/dev/null 2>&1 &')
  await collect(run)
  await expect.poll(() => leftBy(id), LONG).toEqual(['sleep 77804'])
  expect(await (await post(id, 'processes/end')).json()).toEqual({ ended: 1, left: [] })
  expect(isRunning(77804)).toBe(false)
})

test('six that are said at once end with the one answer to them all, and stand there once', async () => {
  const { id } = await createSession(running)
  const words = ['one', 'two', 'three', 'four', 'five', 'six']
  const runs = await Promise.all(words.map((word) => follow(id, 'prompt', say(`say ${word}`))))
  const ends = (await Promise.all(runs.map(collect))).map((frames) => answered(frames).message)
  const stored = await messagesOf(id)
  const said = stored.filter(({ info }) => info.role === 'user').map(({ parts }) => parts[0])
  expect(said.map((part) => part?.type === 'text' && part.text).sort()).toEqual(
    words.map((word) => `say ${word}`).sort(),
  )
  // The engine may have begun with the first of them, and answers those that it then had at once.
  const answers = stored.flatMap(({ info }) => (info.role === 'assistant' ? [info.id] : []))
  // How many it had is its own affair; each answer is told to those that it answers, and no other is told.
  expect(new Set(ends.map((message) => message?.info.id))).toEqual(new Set(answers))
})

test('what was said while the agent asked says that it is there when that is declined', async () => {
  const { id, run, ask } = await promptUntilAsked(running, 'ask Shall I?')
  const messageID = 'msg_0123456789abcdef0123WAITED'
  const queued = await follow(id, 'prompt', { ...say('say queued'), messageID })
  await until(queued, ({ data }) => data.payload?.properties.info?.id === messageID)
  expect((await running.post(`/api/questions/${ask.id}/reject`)).status).toBe(204)
  const [, waited] = await Promise.all([collect(run), collect(queued)])
  expect(waited.at(-1)).toMatchObject({
    event: 'error',
    data: {
      code: 'aborted',
      details: { stored: true },
      error: expect.stringContaining('declined'),
    },
  })
})

test('what was said while the agent worked says that it is there when that run is stopped', async () => {
  const { id } = await createSession(running)
  const counting = await follow(id, 'prompt', say('count to 500'))
  await until(counting, isDelta('2'))
  const messageID = 'msg_0123456789abcdef0123QUEUED'
  const body = { ...say('say queued'), messageID }
  const queued = await follow(id, 'prompt', body)
  await until(queued, ({ data }) => data.payload?.properties.info?.id === messageID)
  await post(id, 'abort')
  const [stopped, waited] = await Promise.all([collect(counting), collect(queued)])
  expect(stopped.at(-1)).toMatchObject({ event: 'error', data: { code: 'aborted' } })
  expect(waited.at(-1)).toMatchObject({
    event: 'error',
    data: { code: 'aborted', details: { stored: true } },
  })
  const again = await post(id, 'prompt', body)
  expect([again.status, (await again.json()).details]).toEqual([409, { stored: true }])
  // It is answered with the next one, as was said.
  const next = await collect(await follow(id, 'prompt', say('say next')))
  expect(answered(next).message?.info).toMatchObject({ finish: 'stop' })
  expect((await messagesOf(id)).filter(({ info }) => info.role === 'user')).toHaveLength(3)
})
