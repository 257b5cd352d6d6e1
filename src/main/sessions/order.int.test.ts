import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../demo/engine-for-tests'
import { type ScriptedModel, startScriptedModel } from '../demo/model'
import { checked } from '../testing/checked'
import { type RunningApp, runApp } from '../testing/running-app'
import { createSession, deltas, say } from '../testing/runs'
import { collect, readSse } from '../testing/sse'
import { type StoredMessage, storeSession } from '../testing/stored-session'
import { createMessageId } from './message-id'

// What the engine does with ids and dates that do not ascend, and what becomes of it through us.

let model: ScriptedModel
let engine: TestEngine
let running: RunningApp
beforeAll(async () => {
  model = await startScriptedModel()
  engine = await startTestEngine(model.config)
  running = await runApp({
    demo: false,
    projectDir: engine.directory,
    env: { WHEELHOUSE_ENGINE_URL: engine.url },
  })
})
afterAll(async () => {
  await running?.end()
  await engine?.stop()
  await model?.close()
})

const DAY = 86_400_000
const post = (id: string, rest: string, body: object = {}) =>
  running.post(`/api/sessions/${id}/${rest}`, body)
const messagesOf = async (id: string, query = '') =>
  checked('sessions.messages', await running.request(`/api/sessions/${id}/messages${query}`))
const idsOf = async (id: string, query = '') =>
  (await messagesOf(id, query)).map(({ info }) => info.id)
const textsOf = async (id: string) =>
  (await messagesOf(id)).map(({ parts }) =>
    parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join(' '),
  )
/** Says something and waits for the end of the run. @returns what was answered */
const ask = async (id: string, text: string, messageID?: string) => {
  const answer = await post(id, 'prompt', { ...say(text), ...(messageID && { messageID }) })
  expect([answer.status, answer.ok || (await answer.text())]).toEqual([200, true])
  const frames = await collect(readSse(answer))
  expect(frames.at(-1)?.event).toBe('done')
  return deltas(frames)
}
const refusal = async (answer: Response) => ({ status: answer.status, ...(await answer.json()) })

/** Turns of a person and an agent, as they were stored before. */
const turns = (count: number, created: (at: number) => number, prefix: string): StoredMessage[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `msg_${prefix}${String(at).padStart(12 - prefix.length, '0')}AAAAAAAAAAAAAA`,
    role: at % 2 === 0 ? 'user' : 'assistant',
    created: created(at),
  }))

test('what is said stands in the order in which it was said, whatever its id', async () => {
  const { id } = await createSession(running)
  const first = 'msg_fff000000001AAAAAAAAAAAAAA'
  expect(await ask(id, 'say first', first)).toBe('first')
  expect(await ask(id, 'say second')).toBe('second')
  expect(await textsOf(id)).toEqual(['say first', 'first', 'say second', 'second'])
  const [said, , second] = await idsOf(id)
  expect(said).toBe(first)
  // Undoing the newest undoes it alone.
  await checked('sessions.revert', await post(id, 'revert', { messageID: second }))
  expect(await ask(id, 'say third')).toBe('third')
  expect(await textsOf(id)).toEqual(['say first', 'first', 'say third', 'third'])
})

test('a session of before the ids began anew goes on', async () => {
  const old = turns(110, (at) => Date.now() - DAY + at, 'ffd')
  const id = await storeSession(engine, old)
  // The engine's choice of a name would be like ours; a client may choose a greater one.
  for (const [text, name] of [
    ['one', undefined],
    ['two', createMessageId()],
    ['three', 'msg_ffff00000001AAAAAAAAAAAAAA'],
    ['four', 'msg_000000000001AAAAAAAAAAAAAA'],
  ] as const) {
    expect(await ask(id, `say ${text}`, name)).toBe(text)
  }
  const all = await idsOf(id)
  expect(all.slice(0, 110)).toEqual(old.map((message) => message.id))
  expect((await textsOf(id)).slice(110)).toEqual(
    ['one', 'two', 'three', 'four'].flatMap((text) => [`say ${text}`, text]),
  )
  // Pages lead back to the first message, and leave none out.
  const pages: string[][] = []
  for (let before = ''; ; before = `&before=${pages[0]?.[0]}`) {
    const page = await idsOf(id, `?limit=50${before}`)
    pages.unshift(page)
    if (page.length < 50) break
  }
  expect(pages.flat()).toEqual(all)

  const last = all.at(-2) ?? ''
  const copy = await checked('sessions.fork', await post(id, 'fork', { messageID: last }))
  expect(await textsOf(copy.id)).toEqual((await textsOf(id)).slice(0, -2))
  const undone = await checked('sessions.revert', await post(id, 'revert', { messageID: last }))
  expect(undone.revert?.messageID).toBe(last)
  await checked('sessions.unrevert', await post(id, 'unrevert'))
  expect(await idsOf(id)).toEqual(all)
  await checked('sessions.summarize', await post(id, 'summarize'))
  await engine.until('session.compacted', ({ sessionID }) => sessionID === id)
  await engine.until('session.idle', ({ sessionID }) => sessionID === id)
  expect(await ask(id, 'say five')).toBe('five')
  expect((await idsOf(id)).slice(0, all.length)).toEqual(all)
})

test('nothing is said in a session that is ahead of the clock, but in a copy of it', async () => {
  const old = turns(4, (at) => Date.now() + (at < 2 ? -DAY : 40 * DAY) + at, 'eee')
  const id = await storeSession(engine, old)
  for (const [rest, body] of [
    ['prompt', say('say now')],
    ['shell', { command: 'echo now' }],
    ['summarize', {}],
    ['command', { command: 'init' }],
  ] as const) {
    const said = await refusal(await post(id, rest, body))
    expect([rest, said]).toEqual([rest, expect.objectContaining({ status: 409, code: 'conflict' })])
    expect(said.error).toMatch(/dated \d{4}-.* UTC.*fork the session/)
  }
  expect(await idsOf(id)).toEqual(old.map((message) => message.id))

  const copy = await checked('sessions.fork', await post(id, 'fork'))
  expect(await textsOf(copy.id)).toEqual(old.map((message) => message.id))
  const copied = await messagesOf(copy.id)
  expect(copied[0]?.info.time.created).toBe(old[0]?.created)
  const times = copied.map(({ info }) => info.time.created)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.at(-1)).toBeLessThan(Date.now())
  expect(await ask(copy.id, 'say again')).toBe('again')
  expect((await textsOf(copy.id)).slice(-2)).toEqual(['say again', 'again'])

  // Or what was said after now is undone: the engine removes it, then says the new.
  await checked('sessions.revert', await post(id, 'revert', { messageID: old[2]?.id }))
  expect(await ask(id, 'say at last')).toBe('at last')
  await engine.until('session.idle', ({ sessionID }) => sessionID === id)
  expect((await textsOf(id)).slice(-2)).toEqual(['say at last', 'at last'])
})

test('a run that somebody else begins ahead of the clock does not go on without end', async () => {
  const old = turns(2, (at) => Date.now() + 40 * DAY + at, 'eeb')
  const id = await storeSession(
    engine,
    old.map((message, at) => (at === 1 ? { ...message, finish: null } : message)),
  )
  await messagesOf(id)
  const { directory, client } = engine
  const parts = [{ type: 'text' as const, text: 'say once' }]
  await client.session.promptAsync({ sessionID: id, directory, parts }, { throwOnError: true })
  await engine.until('session.idle', ({ sessionID }) => sessionID === id)
  const answers = (await messagesOf(id)).filter(
    ({ info }) => info.role === 'assistant' && info.id !== old[1]?.id,
  )
  expect(answers[0]?.info).toMatchObject({ time: { completed: expect.any(Number) } })
  expect(answers.length).toBeLessThan(10)
})

test('a clock that is behind by a moment is waited for', async () => {
  const id = await storeSession(
    engine,
    turns(2, (at) => Date.now() + 700 + at, 'eeee'),
  )
  expect(await ask(id, 'say soon')).toBe('soon')
  expect((await textsOf(id)).slice(-2)).toEqual(['say soon', 'soon'])
})

test('an id is of one message', async () => {
  const [one, other] = [await createSession(running), await createSession(running)]
  const messageID = 'msg_ffc000000002AAAAAAAAAAAAAA'
  expect(await ask(one.id, 'say one', messageID)).toBe('one')
  for (const { id } of [one, other]) {
    const said = await refusal(await post(id, 'prompt', { ...say('say two'), messageID }))
    expect(said).toMatchObject({ status: 409, code: 'conflict' })
  }
  const stored = await storeSession(
    engine,
    turns(2, (at) => Date.now() - DAY + at, 'fffe'),
  )
  const [taken] = await idsOf(stored)
  const said = await refusal(await post(stored, 'prompt', { ...say('x'), messageID: taken }))
  expect(said).toMatchObject({ status: 409, code: 'conflict' })
  expect(await textsOf(one.id)).toEqual(['say one', 'one'])
  expect(await textsOf(other.id)).toEqual([])
})
