import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Message, Part, Session } from '../src/shared/engine-types'
import { emptyAnswer } from './empty-answer'

const MIB = 1024 * 1024
/** Bytes of one event of a burst. */
const FILLER_BYTES = 4096

/**
 * What speaks like an engine with one session and one long answer, for WHEELHOUSE_ENGINE_URL. The
 * test says what happens, as fast as the app takes it.
 */
export interface ScriptedEngine {
  url: string
  /** The session's title. */
  title: string
  /** The text of the answer so far. */
  readonly text: string
  /** Begins the answer: the session is busy. */
  begin(): Promise<void>
  /** Adds to the answer, as a delta. */
  write(text: string): Promise<void>
  /** Ends the answer: the session is idle. */
  finish(): Promise<void>
  /**
   * Sends that many MiB of events of other sessions, and after each of them a word of the answer.
   * Resolves when they are on their way.
   */
  burst(mib: number, word: string): Promise<void>
  close(): Promise<void>
}

/** Starts one on a port of its own. @param directory the project that its session is of */
export async function startScriptedEngine(directory: string): Promise<ScriptedEngine> {
  const session: Session = {
    id: 'ses_0123456789abcdef',
    slug: 'stalled',
    projectID: 'global',
    directory,
    title: 'A long answer',
    version: '1.18.33',
    time: { created: 1, updated: 1 },
  }
  const message: Message = {
    id: 'msg_0123456789abcdef',
    sessionID: session.id,
    role: 'assistant',
    parentID: 'msg_0123456789abcdee',
    modelID: 'scripted',
    providerID: 'scripted',
    mode: 'build',
    agent: 'build',
    path: { cwd: directory, root: directory },
    cost: 0,
    tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
    time: { created: 2 },
  }
  const part: Extract<Part, { type: 'text' }> = {
    id: 'prt_0123456789abcdef',
    sessionID: session.id,
    messageID: message.id,
    type: 'text',
    text: '',
    time: { start: 3 },
  }
  let isBusy = false
  let text = ''

  const answers: Record<string, () => unknown> = {
    '/global/health': () => ({ healthy: true, version: '1.18.33' }),
    '/experimental/session': () => [session],
    '/session/status': () => (isBusy ? { [session.id]: { type: 'busy' } } : {}),
    [`/session/${session.id}`]: () => session,
    // As the engine does: a text that is being written is stored when it is finished.
    [`/session/${session.id}/message`]: () => [{ info: message, parts: [part] }],
    '/permission': () => [],
    '/question': () => [],
  }
  const readers = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    if (path === '/global/event') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      readers.add(response)
      response.once('close', () => readers.delete(response))
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answers[path]?.() ?? emptyAnswer(path)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  let count = 0
  const frame = (type: string, properties: object) => {
    count += 1
    const payload = { id: `evt_${count}`, type, properties }
    return `data: ${JSON.stringify({ directory, project: 'global', payload })}\n\n`
  }
  const delta = (delta: string, ids: object = {}) => {
    const own = { sessionID: session.id, messageID: message.id, partID: part.id }
    return frame('message.part.delta', { ...own, ...ids, field: 'text', delta })
  }
  const send = async (...frames: string[]) => {
    const bytes = frames.join('')
    const sent = [...readers].map(
      // Called, with an error, for a reader that has gone too.
      (reader) => new Promise<void>((resolve) => reader.write(bytes, () => resolve())),
    )
    await Promise.all(sent)
  }
  const write = (words: string) => {
    text += words
    return send(delta(words))
  }
  const status = (type: 'busy' | 'idle') => {
    isBusy = type === 'busy'
    return frame('session.status', { sessionID: session.id, status: { type } })
  }
  const other = {
    sessionID: 'ses_0123456789abcdee',
    messageID: 'msg_0123456789abcdea',
    partID: 'prt_0123456789abcdea',
  }
  const filler = delta('x'.repeat(FILLER_BYTES), other)

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    title: session.title,
    get text() {
      return text
    },
    begin: () =>
      send(
        status('busy'),
        frame('message.updated', { sessionID: session.id, info: message }),
        frame('message.part.updated', { sessionID: session.id, part, time: 3 }),
      ),
    write,
    finish: () => {
      part.text = text
      part.time = { start: 3, end: 4 }
      message.time = { created: 2, completed: 4 }
      return send(
        frame('message.part.updated', { sessionID: session.id, part, time: 4 }),
        frame('message.updated', { sessionID: session.id, info: message }),
        status('idle'),
        frame('session.idle', { sessionID: session.id }),
      )
    },
    burst: async (mib, word) => {
      const fillers = Array<string>(MIB / FILLER_BYTES).fill(filler)
      for (let sent = 1; sent <= mib; sent += 1) {
        await send(...fillers)
        await write(` ${word}${sent}`)
      }
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
