import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checked } from '../testing/checked'
import { type RunningApp, runApp } from '../testing/running-app'
import { createSession, deltas, isAsk, prompt, promptUntilAsked } from '../testing/runs'
import { collect, until } from '../testing/sse'
import { makeTemporaryFolders } from '../testing/temporary'

const { project, home, remove } = makeTemporaryFolders()

// One engine for all: each test has sessions of its own, and answers what it made the agent ask.
let running: RunningApp
beforeAll(async () => {
  writeFileSync(join(project, 'opencode.json'), JSON.stringify({ permission: { bash: 'ask' } }))
  running = await runApp({ projectDir: project })
})
afterAll(async () => {
  await running?.end()
  remove()
})

const permissions = async (query = '') =>
  checked('permissions.list', await running.request(`/api/permissions${query}`))
const questions = async (query = '') =>
  checked('questions.list', await running.request(`/api/questions${query}`))
const reply = (id: string, body: object) => running.post(`/api/permissions/${id}/reply`, body)
const answer = (id: string, body: object) => running.post(`/api/questions/${id}/reply`, body)
const outcome = async (response: Response) => {
  const { code, error } = await response.json()
  return [response.status, code, error]
}
const GONE = [404, 'not_found', expect.stringContaining('answered already')]

test('what a sub-agent asks is listed for its parent, and gone as soon as it is allowed', async () => {
  const { id, run, ask } = await promptUntilAsked(running, 'delegate run echo allowed')
  const other = await createSession(running)
  expect(ask.sessionID).not.toBe(id)
  for (const query of ['', `?sessionID=${id}`, `?sessionID=${ask.sessionID}`]) {
    expect(await permissions(query)).toEqual([ask])
  }
  expect(await permissions(`?sessionID=${other.id}`)).toEqual([])
  expect(await questions()).toEqual([])

  await checked('permissions.reply', await reply(ask.id, { reply: 'once' }))
  expect(await permissions()).toEqual([])
  expect(await outcome(await reply(ask.id, { reply: 'once' }))).toEqual(GONE)
  const frames = await collect(run)
  expect(frames.at(-1)?.event).toBe('done')
  expect(deltas(frames)).toContain('allowed')
})

test('what was allowed for always is not asked again, in no session of the directory', async () => {
  const { id, run, ask } = await promptUntilAsked(running, 'run uname -s')
  await checked('permissions.reply', await reply(ask.id, { reply: 'always' }))
  await collect(run)
  for (const session of [id, (await createSession(running)).id]) {
    const frames = await collect(await prompt(running, session, 'run uname -m'))
    expect(frames.filter(isAsk)).toEqual([])
    expect(frames.at(-1)?.event).toBe('done')
  }
})

test('what is refused is told to the agent', async () => {
  const { id, run, ask } = await promptUntilAsked(running, 'run touch refused')
  const body = { reply: 'reject', message: 'Not in this house' }
  await checked('permissions.reply', await reply(ask.id, body))
  expect(await permissions()).toEqual([])
  await collect(run)
  const messages = await (await running.request(`/api/sessions/${id}/messages`)).text()
  expect(messages).toContain('Not in this house')
})

test('an ask in another directory is answered there', async () => {
  writeFileSync(join(home, 'opencode.json'), JSON.stringify({ permission: { bash: 'ask' } }))
  const made = await running.post('/api/sessions', { directory: home })
  const { id } = await checked('sessions.create', made)
  const run = await prompt(running, id, 'run pwd')
  const ask = (await until(run, isAsk)).at(-1)?.data.payload.properties
  await checked('permissions.reply', await reply(ask.id, { reply: 'once' }))
  expect((await collect(run)).at(-1)?.event).toBe('done')
})

test('of two who answer at once one is told that the other was faster', async () => {
  const { run, ask } = await promptUntilAsked(running, 'ask Who?')
  const answers = { answers: [['Yes']] }
  const both = await Promise.all([answer(ask.id, answers), answer(ask.id, answers)])
  const statuses = both.map(({ status }) => status).sort()
  await collect(run)
  expect(statuses).toEqual([204, 404])
})

test('a question is answered, by as many answers as it has parts', async () => {
  const { id, run, ask } = await promptUntilAsked(running, 'ask Shall we?')
  expect(await questions(`?sessionID=${id}`)).toEqual([ask])
  expect(await outcome(await answer(ask.id, { answers: [['Yes'], ['No']] }))).toEqual([
    400,
    'invalid_input',
    expect.stringContaining('answers'),
  ])
  await checked('questions.reply', await answer(ask.id, { answers: [['Decide later']] }))
  expect(await questions()).toEqual([])
  expect(await outcome(await answer(ask.id, { answers: [['Yes']] }))).toEqual(GONE)
  expect(deltas(await collect(run))).toContain('Decide later')
})

test('a question is declined', async () => {
  const { run, ask } = await promptUntilAsked(running, 'ask Shall we?')
  const decline = () => running.post(`/api/questions/${ask.id}/reject`)
  await checked('questions.reject', await decline())
  expect(await questions()).toEqual([])
  expect(await outcome(await decline())).toEqual(GONE)
  await collect(run)
})

test('what a stopped run asked is gone, though the engine still lists it', async () => {
  const { id, run, ask } = await promptUntilAsked(running, 'run echo never')
  await checked('sessions.abort', await running.post(`/api/sessions/${id}/abort`))
  await collect(run)
  expect(await permissions()).toEqual([])
  expect(await outcome(await reply(ask.id, { reply: 'once' }))).toEqual(GONE)
})
