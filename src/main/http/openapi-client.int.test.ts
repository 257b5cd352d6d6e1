import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { generateApi } from 'swagger-typescript-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningApp, runApp } from '../testing/running-app'
import { createSession, deltas, prompt } from '../testing/runs'
import { collect, readSse } from '../testing/sse'
import { EventsFrameSchema, RunFrameSchema } from './openapi-frames'

// Made, compiled and run on a machine that does other things beside.
const LIMIT = 240_000
const ROOT = join(import.meta.dirname, '../../..')

let running: RunningApp
beforeAll(async () => {
  running = await runApp()
})
afterAll(() => running?.end())

/** What a person writes who has the client: the compiler holds it to the document. */
const LIFE = `
import { Api, type Session, type MessageWithParts } from './client'

export async function live(baseUrl: string, token: string, read: (run: Response) => Promise<string>) {
  const { api } = new Api({
    baseUrl,
    securityWorker: () => ({ headers: { Authorization: \`Bearer \${token}\` } }),
  })
  const status = (call: Promise<Response>) => call.then((answer) => answer.status, (answer: Response) => answer.status)

  const created = await api.sessionsCreate({ title: 'From a generated client' })
  const { id, title }: Session = created.data
  const answer = await read(
    await api.sessionsPrompt(id, { parts: [{ type: 'text', text: 'say hello from a client' }] }),
  )
  const messages: MessageWithParts[] = (await api.sessionsMessages(id, { limit: 10 })).data
  const { type, compactions } = (await api.sessionsStatus(id)).data
  const listed = (await api.sessionsList({ search: 'generated' })).data
  const engine = (await api.engineStatus()).data
  const deleted = await status(api.sessionsDelete(id))
  const gone = await status(api.sessionsGet(id))
  return {
    id,
    title,
    answer,
    roles: messages.map(({ info }) => info.role),
    status: { type, compactions },
    listed: listed.map((session) => session.id),
    state: engine.state,
    created: created.status,
    deleted,
    gone,
  }
}

export const refused = ({ api }: Api<unknown>) => [
  // @ts-expect-error A prompt has parts
  api.sessionsPrompt('ses_1', {}),
  // @ts-expect-error A reply is one of three
  api.permissionsReply('per_1', { reply: 'perhaps' }),
  // @ts-expect-error A limit is a number
  api.sessionsList({ limit: 'all' }),
]
`

interface Life {
  live(url: string, token: string, read: (run: Response) => Promise<string>): Promise<unknown>
}

test(
  'a client that is generated from the document runs a session from beginning to end',
  async () => {
    const folder = join(running.folders.home, 'client')
    mkdirSync(folder)
    const spec = await (await running.request('/api/openapi.json')).json()
    const { files } = await generateApi({
      spec,
      output: false,
      silent: true,
      httpClientType: 'fetch',
    })
    // The generator's word that the compiler is to look away.
    const client = files
      .map(({ fileContent }) => fileContent.replace('// @ts-nocheck', ''))
      .join('')
    writeFileSync(join(folder, 'client.ts'), client)
    writeFileSync(join(folder, 'life.ts'), LIFE)
    await compile(join(folder, 'life.ts'))

    const { live }: Life = await import(pathToFileURL(join(folder, 'life.ts')).href)
    const read = async (run: Response) => deltas(await collect(readSse(run)))
    const life = await live(running.url, running.token, read)
    expect(life).toEqual({
      id: expect.stringMatching(/^ses_/),
      title: 'From a generated client',
      answer: 'hello from a client',
      roles: ['user', 'assistant'],
      status: { type: 'idle', compactions: 0 },
      listed: [(life as { id: string }).id],
      state: 'ready',
      created: 201,
      deleted: 204,
      gone: 404,
    })
  },
  LIMIT,
)

/** Rejects with what the compiler says. */
async function compile(path: string): Promise<void> {
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
  ]
  const modules = ['--module', 'esnext', '--moduleResolution', 'bundler', '--types', '']

  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  const compiled = promisify(execFile)(process.execPath, [compiler, ...options, ...modules, path])
  await compiled.catch(({ stdout }: { stdout: string }) => expect.fail(stdout))
}

test('the frames of the real engine are as the document says', async () => {
  const events = readSse(await running.request('/api/events'))
  const { id } = await createSession(running)
  const frames = await collect(await prompt(running, id, 'say hello'))
  expect(frames.at(-1)?.event).toBe('done')
  const wire = (frame: unknown) => JSON.parse(JSON.stringify(frame))
  for (const frame of frames) expect(RunFrameSchema.parse(wire(frame))).toEqual(wire(frame))
  const types = new Set<string | undefined>()
  for await (const frame of events) {
    types.add(frame.event)
    expect(EventsFrameSchema.parse(wire(frame))).toEqual(wire(frame))
    if (frame.data.payload?.type === 'session.idle') break
  }
  expect(types).toEqual(new Set(['hello', undefined]))
})
