import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type {
  Message,
  MessageWithParts,
  Part,
  Session,
  SnapshotFileDiff,
} from '../src/shared/engine-types'
import { emptyAnswer } from './empty-answer'
import type { HostileSample } from './hostile-samples'

/** What speaks like an engine with a session for each sample, for WHEELHOUSE_ENGINE_URL. */
export interface HostileEngine {
  url: string
  /** Writes a sample's text into its session as an answer, in so many pieces. */
  stream(sample: HostileSample, pieces: number): Promise<void>
  /** Writes texts into a sample's session, each a part of its last message that comes whole. */
  grow(sample: HostileSample, texts: readonly string[]): Promise<void>
  /** Asks for leave to use a tool with a sample's input, in its session, until that is answered. */
  ask(sample: HostileSample): Promise<void>
  close(): Promise<void>
}

/** Stands for a sample's input until it is sent. */
const inputOf = (name: string) => ({ '@input': name })

const STARTED_AT = 1_700_000_000_000
const idOf = (kind: 'ses' | 'msg' | 'prt' | 'per', at: number) =>
  `${kind}_${(0xb0_00_00_00_00_00 + at).toString(16)}0123456789abcd`

/** Starts one on a port of its own. @param written samples whose text is there already */
export async function startHostileEngine(
  directory: string,
  written: readonly HostileSample[],
  streamed: readonly HostileSample[] = [],
): Promise<HostileEngine> {
  const samples = [...written, ...streamed]
  const sessions = samples.map(({ name }, at): Session => {
    const time = { created: STARTED_AT, updated: STARTED_AT - at }
    const slug = `s${at}`
    return {
      id: idOf('ses', at),
      slug,
      projectID: 'global',
      directory,
      title: name,
      version: '1.18.33',
      time,
    }
  })
  const stored = samples.map((sample, at) => messagesOf(sample, at, written.includes(sample)))
  const busy = new Set<string>()
  const asked: { id: string; sessionID: string }[] = []
  // What an input holds may be too deep for JSON.stringify.
  const write = (value: unknown) =>
    JSON.stringify(value).replaceAll(/\{"@input":"(.+?)"\}/g, (_, name) => inputs.get(name) ?? '{}')
  const inputs = new Map(samples.map(({ name, text }) => [name, text]))
  const answer = (path: string): unknown => {
    if (path === '/global/health') return { healthy: true, version: '1.18.33' }
    if (path === '/experimental/session') return sessions
    if (path === '/session/status') {
      return Object.fromEntries([...busy].map((id) => [id, { type: 'busy' }]))
    }
    if (path === '/permission') return asked
    if (path === '/question') return []
    const [, id] = /^\/session\/(\w+)/.exec(path) ?? []
    const at = sessions.findIndex((it) => it.id === id)
    return path.endsWith('/message') ? (stored[at] ?? []) : sessions[at]
  }
  const readers = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://engine')
    if (pathname === '/global/event') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      readers.add(response)
      response.once('close', () => readers.delete(response))
      return
    }
    const [, replied] = /^\/permission\/(\w+)\/reply$/.exec(pathname) ?? []
    const at = asked.findIndex(({ id }) => id === replied)
    const [ask] = at < 0 ? [] : asked.splice(at, 1)
    if (ask) {
      const { id: requestID, sessionID } = ask
      busy.delete(sessionID)
      void send('permission.replied', { sessionID, requestID, reply: 'reject' })
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(ask ? 'true' : write(answer(pathname) ?? emptyAnswer(pathname)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  let count = 0
  const send = async (type: string, properties: object) => {
    count += 1
    const payload = { id: `evt_${count}`, type, properties }
    const data = `data: ${write({ directory, project: 'global', payload })}\n\n`
    await Promise.all(
      [...readers].map(
        (reader) => new Promise<void>((resolve) => reader.write(data, () => resolve())),
      ),
    )
  }
  const begin = async (sessionID: string) => {
    busy.add(sessionID)
    await send('session.status', { sessionID, status: { type: 'busy' } })
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stream: async (sample, pieces) => {
      const at = samples.indexOf(sample)
      const sessionID = idOf('ses', at)
      const last = stored[at]?.at(-1)
      const [part] = last?.parts ?? []
      if (part?.type !== 'text' || !last) throw new Error(`${sample.name} is no answer`)
      await begin(sessionID)
      const size = Math.ceil(sample.text.length / pieces)
      const ids = { sessionID, messageID: last.info.id, partID: part.id }
      for (let from = 0; from < sample.text.length; from += size) {
        const delta = sample.text.slice(from, from + size)
        await send('message.part.delta', { ...ids, field: 'text', delta })
        // As a model would: the page has time for a frame.
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      part.text = `Here it comes.\n\n${sample.text}`
      part.time = { start: STARTED_AT, end: STARTED_AT }
      await send('message.part.updated', { sessionID, part, time: STARTED_AT })
      if (last.info.role === 'assistant') last.info.time.completed = STARTED_AT
      await send('message.updated', { sessionID, info: last.info })
      busy.delete(sessionID)
      await send('session.status', { sessionID, status: { type: 'idle' } })
      await send('session.idle', { sessionID })
    },
    grow: async (sample, texts) => {
      const at = samples.indexOf(sample)
      const sessionID = idOf('ses', at)
      const last = stored[at]?.at(-1)
      if (!last) throw new Error(`${sample.name} has no message`)
      await begin(sessionID)
      for (const text of texts) {
        const part: Part = {
          id: `${idOf('prt', at)}${last.parts.length}`,
          sessionID,
          messageID: last.info.id,
          type: 'text',
          text,
          time: { start: STARTED_AT, end: STARTED_AT },
        }
        last.parts.push(part)
        await send('message.part.updated', { sessionID, part, time: STARTED_AT })
      }
    },
    ask: async (sample) => {
      const at = samples.indexOf(sample)
      const sessionID = idOf('ses', at)
      const ask = {
        id: idOf('per', at),
        sessionID,
        permission: 'server_tool',
        patterns: ['*'],
        always: ['*'],
        metadata: inputOf(sample.name),
      }
      // A session that is idle waits for nothing.
      await begin(sessionID)
      asked.push(ask)
      await send('permission.asked', ask)
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** As the engine says what was changed for a message. */
const filesOf = ({ text }: HostileSample): SnapshotFileDiff[] =>
  text.split('\n').map((file) => {
    const patch = `--- ${file}\n+++ ${file}\n@@ -0,0 +1,1 @@\n+x\n`
    return { file, patch, additions: 1, deletions: 0, status: 'modified' }
  })

const ANSWERS_OF_A_SESSION = 15

function messagesOf(sample: HostileSample, at: number, isWritten: boolean): MessageWithParts[] {
  if (sample.where !== 'session') return turnOf(sample, at, isWritten)
  return Array.from({ length: ANSWERS_OF_A_SESSION }, (_, turn) =>
    turnOf({ ...sample, where: 'answer' }, at, isWritten, 1_000 * (turn + 1)),
  ).flat()
}

/** A question, and the sample as what comes of it; `from` is what the numbers of its ids begin at. */
function turnOf(
  sample: HostileSample,
  at: number,
  isWritten: boolean,
  from = 0,
): MessageWithParts[] {
  const sessionID = idOf('ses', at)
  const start = at * 10 + from * 100
  const [said, answered] = [idOf('msg', start), idOf('msg', start + 1)]
  const time = { start: STARTED_AT, end: STARTED_AT }
  const text = (messageID: string, number: number, words: string): Part => {
    const id = idOf('prt', start + number)
    return {
      id,
      sessionID,
      messageID,
      type: 'text',
      text: words,
      time: isWritten ? time : { start: STARTED_AT },
    }
  }
  const question = sample.where === 'said' ? sample.text : `What of ${sample.name}?`
  const parts = isWritten
    ? partsOf(sample, { id: idOf('prt', start + 5), sessionID, messageID: answered })
    : []
  const user: Message = {
    id: said,
    sessionID,
    agent: 'build',
    role: 'user',
    time: { created: STARTED_AT },
    model: { providerID: 'demo', modelID: 'demo' },
    ...(sample.where === 'files' && { summary: { diffs: filesOf(sample) } }),
  }
  const assistant: Message = {
    id: answered,
    sessionID,
    agent: 'build',
    role: 'assistant',
    parentID: said,
    modelID: 'demo',
    providerID: 'demo',
    mode: 'build',
    path: { cwd: '/', root: '/' },
    cost: 0,
    tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
    time: { created: STARTED_AT, ...(isWritten && { completed: STARTED_AT }) },
  }
  const end = text(answered, 9, 'That was all of it.')
  return [
    { info: user, parts: [text(said, 1, question)] },
    {
      info: assistant,
      parts: isWritten ? [...parts, end] : [text(answered, 5, 'Here it comes.\n\n')],
    },
  ]
}

type Base = { id: string; sessionID: string; messageID: string }

function partsOf({ name, where, text }: HostileSample, base: Base): Part[] {
  const time = { start: STARTED_AT, end: STARTED_AT }
  const tool = (
    name: string,
    input: Record<string, unknown>,
    output: string,
    metadata = {},
  ): Part => ({
    ...base,
    type: 'tool',
    callID: base.id,
    tool: name,
    state: { status: 'completed', input, output, title: name, metadata, time },
  })
  const lines = text.split('\n')
  switch (where) {
    case 'answer':
      return [{ ...base, type: 'text', text, time }]
    case 'thought':
      return [{ ...base, type: 'reasoning', text, time }]
    case 'shell':
      return [tool('bash', { command: 'run' }, text, { exit: 1 })]
    case 'read':
      return [tool('read', { filePath: '/a.ts' }, text)]
    case 'diff':
      return [tool('edit', { filePath: '/a.ts' }, 'done', { diff: text })]
    case 'title':
      return [tool('bash', { command: text }, 'done')]
    case 'image':
      return [
        {
          ...base,
          type: 'file',
          mime: text.slice(5, text.indexOf(';')),
          filename: 'boat.png',
          url: text,
        },
      ]
    case 'input':
      return [tool('server_tool', inputOf(name), 'done')]
    case 'web':
      return [tool('webfetch', { url: text, format: 'text' }, 'done')]
    case 'plan':
      return [
        tool('todowrite', { todos: lines.map((content) => ({ content, status: 'pending' })) }, ''),
      ]
    case 'matches':
      return [
        tool('grep', {}, `/a.ts:\n${lines.map((it, at) => `  Line ${at}: ${it}`).join('\n')}`),
      ]
    case 'failures':
      return lines.map((error, at) => ({
        ...base,
        id: `${base.id}${at}`,
        type: 'tool',
        callID: `${base.id}${at}`,
        tool: 'bash',
        state: { status: 'error', input: {}, error, time },
      }))
    case 'parts':
      return lines.map((it, at) => ({
        ...base,
        id: `${base.id}${at}`,
        type: 'text',
        text: it,
        time,
      }))
    case 'outputs':
      return Array.from({ length: 500 }, (_, number) => ({
        ...tool('read', { filePath: '/a.ts' }, text),
        id: `${base.id}${number}`,
      }))
    case 'said':
    case 'session':
    case 'files':
      return []
  }
}
