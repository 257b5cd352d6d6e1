import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Part, ToolPart } from '@opencode-ai/sdk/v2/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestEngine, type TestEngine } from './engine-for-tests'
import { type ScriptedModel, startScriptedModel } from './model'

let model: ScriptedModel
let engine: TestEngine
let directory: string
let registry: Server
const askedOfRegistry: (string | undefined)[] = []
let abandoned = 0

beforeAll(async () => {
  registry = createServer(({ url }, response) => {
    askedOfRegistry.push(url)
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(registry, 'listening')
  const { port } = registry.address() as AddressInfo
  process.env.npm_config_registry = `http://127.0.0.1:${port}/`
  model = await startScriptedModel({
    delay: (_ms, signal) =>
      sleep(1, undefined, { signal }).catch((error: unknown) => {
        abandoned += 1
        throw error
      }),
  })
  engine = await startTestEngine(model.config)
  directory = engine.directory
})

afterAll(async () => {
  await engine?.stop()
  await model?.close()
  registry.closeAllConnections()
  registry.close()
})

async function newSession(): Promise<string> {
  const { data } = await engine.client.session.create({ directory }, { throwOnError: true })
  return data.id
}

/** Says it in a session, waits for the end of the run, and gives all parts of the answers. */
async function say(text: string, session?: string): Promise<{ sessionID: string; parts: Part[] }> {
  const sessionID = session ?? (await newSession())
  const parts = [{ type: 'text' as const, text }]
  await engine.client.session.prompt({ sessionID, directory, parts }, { throwOnError: true })
  return { sessionID, parts: await answersIn(sessionID) }
}

async function answersIn(sessionID: string): Promise<Part[]> {
  const { data } = await engine.client.session.messages(
    { sessionID, directory },
    { throwOnError: true },
  )
  return data.filter(({ info }) => info.role === 'assistant').flatMap(({ parts }) => parts)
}

const toolsIn = (parts: Part[]) => parts.filter((part): part is ToolPart => part.type === 'tool')
const lastText = (parts: Part[]) => parts.findLast((part) => part.type === 'text')?.text

describe('the scripted model behind a real engine', () => {
  it('streams the default answer, looks at the project and titles the session', async () => {
    await writeFile(join(directory, 'a.txt'), 'one\n')
    await writeFile(join(directory, 'b.txt'), 'two\n')
    const { sessionID, parts } = await say('please look at my little project')
    await engine.until('session.idle', (event) => event.sessionID === sessionID)
    const deltas = engine.events('message.part.delta').filter((d) => d.sessionID === sessionID)
    expect(deltas.length).toBeGreaterThanOrEqual(12)
    const tools = toolsIn(parts)
    expect(tools).toMatchObject([{ tool: 'read', state: { status: 'completed' } }])
    expect(lastText(parts)).toContain('There are 2 entries in this folder: `a.txt` and `b.txt`.')
    const { info } = await engine.until(
      'session.updated',
      ({ info }) => info.id === sessionID && info.title === 'Please look at my little',
    )
    expect(info.directory).toBe(directory)
  })

  it('says exactly what it is told to', async () => {
    const { parts } = await say('say Grüße,  *two*\nlines')
    expect(lastText(parts)).toBe('Grüße,  *two*\nlines')
  })

  it('tells what the person said from an attached file', async () => {
    const sessionID = await newSession()
    const file = join(directory, 'attached.txt')
    await writeFile(file, 'fail')
    await engine.client.session.prompt(
      {
        sessionID,
        directory,
        parts: [
          { type: 'file', mime: 'text/plain', url: pathToFileURL(file).href, filename: 'a' },
          { type: 'text', text: 'say hello' },
        ],
      },
      { throwOnError: true },
    )
    expect(lastText(await answersIn(sessionID))).toBe('hello')
  })

  it('runs a command', async () => {
    const { parts } = await say('run echo hello from the shell')
    expect(toolsIn(parts)).toMatchObject([{ tool: 'bash', state: { status: 'completed' } }])
    expect(lastText(parts)).toContain('`hello from the shell`')
  })

  it('writes a file and then edits it', async () => {
    const file = join(directory, 'hello.txt')
    const { sessionID } = await say('write hello.txt: Hello there')
    expect(await readFile(file, 'utf8')).toBe('Hello there')
    const { parts } = await say('edit hello.txt: there => world', sessionID)
    expect(await readFile(file, 'utf8')).toBe('Hello world')
    expect(toolsIn(parts).map(({ tool }) => tool)).toEqual(['write', 'read', 'edit'])
  })

  it('asks a question and reports the answer', async () => {
    const sessionID = await newSession()
    const said = say('ask Shall we go on?', sessionID)
    const asked = await engine.until('question.asked', (event) => event.sessionID === sessionID)
    expect(asked.questions[0]?.options).toHaveLength(3)
    await engine.client.question.reply(
      { requestID: asked.id, directory, answers: [['Decide later']] },
      { throwOnError: true },
    )
    expect(lastText((await said).parts)).toBe('You answered: Decide later.')
  })

  it('makes a to-do list', async () => {
    const { sessionID } = await say('todo sketch, build, polish')
    const { data } = await engine.client.session.todo({ sessionID, directory })
    expect(data).toMatchObject([
      { content: 'sketch', status: 'in_progress' },
      { content: 'build', status: 'pending' },
      { content: 'polish', status: 'pending' },
    ])
  })

  it('sends a sub-agent that follows the same script', async () => {
    const { sessionID, parts } = await say('delegate run echo from below')
    expect(toolsIn(parts)).toMatchObject([{ tool: 'task', state: { status: 'completed' } }])
    expect(lastText(parts)).toContain('> Done. The first line of its output: `from below`')
    const { data } = await engine.client.session.children({ sessionID, directory })
    expect(data).toHaveLength(1)
  })

  it('fails with a message for the person', async () => {
    const sessionID = await newSession()
    await engine.client.session.prompt({
      sessionID,
      directory,
      parts: [{ type: 'text', text: 'fail' }],
    })
    const failed = await engine.until('session.error', (event) => event.sessionID === sessionID)
    expect(failed.error).toMatchObject({
      name: 'APIError',
      data: { statusCode: 400, message: expect.stringContaining('you asked it to fail') },
    })
    expect(engine.events('session.status')).not.toContainEqual(
      expect.objectContaining({ sessionID, status: expect.objectContaining({ type: 'retry' }) }),
    )
  })

  it('is busy at first and then works', async () => {
    const { sessionID, parts } = await say('retry 2')
    await engine.until('session.idle', (event) => event.sessionID === sessionID)
    const attempts = engine
      .events('session.status')
      .flatMap((event) =>
        event.sessionID === sessionID && event.status.type === 'retry'
          ? [[event.status.attempt, event.status.message]]
          : [],
      )
    expect(attempts).toEqual([
      [1, 'The demo model plays busy: refusal 1 of 2.'],
      [2, 'The demo model plays busy: refusal 2 of 2.'],
    ])
    expect(lastText(parts)).toBe('It worked, after 2 refused.')
  })

  it('thinks before it speaks', async () => {
    const { parts } = await say('think about boats')
    const types = parts.map(({ type }) => type)
    expect(types.indexOf('reasoning')).toBeGreaterThan(-1)
    expect(types.indexOf('text')).toBeGreaterThan(types.indexOf('reasoning'))
  })

  it('stops when the person stops it', async () => {
    const sessionID = await newSession()
    const before = abandoned
    const said = engine.client.session.prompt({
      sessionID,
      directory,
      parts: [{ type: 'text', text: 'count to 100000' }],
    })
    await engine.until('message.part.delta', (delta) => delta.sessionID === sessionID)
    await engine.client.session.abort({ sessionID, directory }, { throwOnError: true })
    await said
    await expect.poll(() => abandoned, { timeout: 60_000 }).toBeGreaterThan(before)
  })

  it('summarises a conversation, and goes on after it', async () => {
    const { sessionID } = await say('say one')
    await engine.client.session.summarize(
      { sessionID, directory, providerID: 'demo', modelID: 'demo' },
      { throwOnError: true },
    )
    await engine.until('session.compacted', (event) => event.sessionID === sessionID)
    expect(lastText(await answersIn(sessionID))).toContain('## Goal')
    expect(lastText((await say('say two', sessionID)).parts)).toBe('two')
  })

  it('lets the engine compact by itself when the conversation is too long', async () => {
    const { sessionID } = await say('long 600')
    await say('say after', sessionID)
    await engine.until('session.compacted', (event) => event.sessionID === sessionID)
  })

  // Last, when the engine has had all the time it wants.
  it('needs nothing from the registry', () => {
    expect(askedOfRegistry).toEqual([])
  })
})
