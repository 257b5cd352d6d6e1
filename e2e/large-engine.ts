import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Message, MessageWithParts, Part, Session } from '../src/shared/engine-types'
import { emptyAnswer } from './empty-answer'

/**
 * What speaks like an engine that knows very much, for WHEELHOUSE_ENGINE_URL: to write as much into
 * a real one takes a minute.
 */
export interface LargeEngine {
  url: string
  sessions: readonly Session[]
  /** How many answers to a page of messages are withheld; each is then a failure. */
  failing: number
  /** Adds to the last message of the first session, as deltas. */
  write(text: string): void
  close(): Promise<void>
}

interface Size {
  directory: string
  sessions: number
  /** Messages of the first session; the others have `few`. */
  messages: number
  few: number
}

const STARTED_AT = 1_700_000_000_000

/**
 * Starts one on a port of its own. The nth message of a session, from 1, says "Question n" or
 * "Answer n".
 */
export async function startLargeEngine(size: Size): Promise<LargeEngine> {
  const sessions = Array.from({ length: size.sessions }, (_, at) => session(size.directory, at))
  const stored = new Map<string, MessageWithParts[]>()
  const messagesOf = (id: string): MessageWithParts[] => {
    const known = stored.get(id)
    if (known) return known
    const count = id === sessions[0]?.id ? size.messages : size.few
    const made = Array.from({ length: count }, (_, at) => message(id, at + 1))
    stored.set(id, made)
    return made
  }
  const readers = new Set<ServerResponse>()
  const state = { failing: 0 }

  const answer = (path: string, query: URLSearchParams): unknown => {
    if (path === '/global/health') return { healthy: true, version: '1.18.33' }
    if (path === '/experimental/session') return sessions
    if (path === '/session/status') return {}
    if (path === '/permission' || path === '/question') return []
    const [, id = '', messageID] = /^\/session\/(\w+)(?:\/message(?:\/(\w+))?)?$/.exec(path) ?? []
    if (messageID) return messagesOf(id).find(({ info }) => info.id === messageID)
    if (path.endsWith('/message')) return page(messagesOf(id), query)
    return sessions.find((it) => it.id === id)
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine')
    if (pathname === '/global/event') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      readers.add(response)
      response.once('close', () => readers.delete(response))
      return
    }
    if (searchParams.has('before') && state.failing > 0) {
      state.failing -= 1
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"name":"UnknownError"}')
      return
    }
    const value = answer(pathname, searchParams) ?? emptyAnswer(pathname)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  let count = 0
  const send = (type: string, properties: object) => {
    count += 1
    const payload = { id: `evt_${count}`, type, properties }
    const frame = { directory: size.directory, project: 'global', payload }
    for (const reader of readers) reader.write(`data: ${JSON.stringify(frame)}\n\n`)
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sessions,
    get failing() {
      return state.failing
    },
    set failing(value) {
      state.failing = value
    },
    write: (delta) => {
      const last = messagesOf(sessions[0]?.id ?? '').at(-1)
      const [part] = last?.parts ?? []
      if (part?.type !== 'text') return
      if (part.time?.end !== undefined) {
        part.time = { start: part.time.start }
        send('message.part.updated', { sessionID: part.sessionID, part, time: 1 })
      }
      part.text += delta
      const { sessionID, messageID, id: partID } = part
      send('message.part.delta', { sessionID, messageID, partID, field: 'text', delta })
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The engine's own way: the newest, or those before a message that a cursor names. */
function page(all: readonly MessageWithParts[], query: URLSearchParams) {
  const before = query.get('before')
  const cursor = before && JSON.parse(Buffer.from(before, 'base64url').toString())
  const older = cursor ? all.filter(({ info }) => info.id < cursor.id) : all
  return older.slice(-Number(query.get('limit') ?? all.length))
}

// As the engine's own are: they ascend, and begin anew once their 48 bits are used up, which is here
// within the first session's last page.
const IDS = 2 ** 48
const ID_OF_FIRST = IDS - 4_950
const idOf = (kind: 'ses' | 'msg' | 'prt', at: number) =>
  `${kind}_${((ID_OF_FIRST + at) % IDS).toString(16).padStart(12, '0')}0123456789abcd`

const session = (directory: string, at: number): Session => ({
  id: idOf('ses', at),
  slug: `session-${at + 1}`,
  projectID: 'global',
  directory,
  title: `Session ${at + 1}`,
  version: '1.18.33',
  time: { created: STARTED_AT, updated: STARTED_AT - at },
})

function message(sessionID: string, at: number): MessageWithParts {
  const id = idOf('msg', at)
  const created = STARTED_AT + at
  const isSaid = at % 2 === 1
  const text: Part = {
    id: idOf('prt', at),
    sessionID,
    messageID: id,
    type: 'text',
    text: isSaid ? `Question ${at}: how does it go on?` : answerText(at),
    time: { start: created, end: created },
  }
  const base = { id, sessionID, agent: 'build' }
  const info: Message = isSaid
    ? { ...base, role: 'user', time: { created }, model: { providerID: 'demo', modelID: 'demo' } }
    : {
        ...base,
        role: 'assistant',
        parentID: idOf('msg', at - 1),
        modelID: 'demo',
        providerID: 'demo',
        mode: 'build',
        path: { cwd: '/', root: '/' },
        cost: 0,
        tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
        time: { created, completed: created },
      }
  return { info, parts: [text] }
}

// Of many heights, and with a word in some of them that is nowhere else.
function answerText(at: number): string {
  const needle = at % 1_000 === 0 ? '\n\nThere is a Café in it.' : ''
  const code = at % 10 === 0 ? `\n\n\`\`\`ts\nconst answer${at} = ${at}\n\`\`\`` : ''
  return `Answer ${at}. ${'There is more to be said of it. '.repeat(at % 24)}${code}${needle}`
}
