import type {
  EngineStatus,
  Message,
  MessageWithParts,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
} from '../../shared/engine-types'
import type { Projection } from '../../shared/events'
import type { Model } from '../../shared/provider-types'
import type { FilesOutcome } from '../../shared/undo-operations'
import type { MessageEvent } from './read-event'

// Builders for tests: as small as the checks of `readEvent` allow, in the engine's shapes.

export const SESSION = 'ses_1'

/**
 * When a message was made: the number at the end of its id. The letter before it has the ids of a
 * session descend (`msg_z0`, `msg_y1`, `msg_x2`), as the engine's do over the day on which they begin
 * anew, so that what takes them for an order fails.
 */
export const createdOf = (id: string): number => Number(/\d{1,15}$/.exec(id)?.[0] ?? 1)

export const READY: EngineStatus = { running: true, state: 'ready', since: 1, restarts: 0 }

export const projection = (more: Partial<Projection> = {}): Projection => ({
  engine: READY,
  statuses: {},
  permissions: [],
  questions: [],
  parents: {},
  compactions: {},
  ...more,
})

export const session = (id: string, updated: number, more: Partial<Session> = {}): Session => ({
  id,
  slug: id,
  projectID: 'prj',
  directory: '/code/app',
  title: `Title of ${id}`,
  version: '1',
  time: { created: 1, updated },
  ...more,
})

export const user = (id: string, sessionID = SESSION): Message => ({
  id,
  sessionID,
  role: 'user',
  time: { created: createdOf(id) },
  agent: 'build',
  model: { providerID: 'p', modelID: 'm' },
})

export const assistant = (
  id: string,
  more: Partial<Extract<Message, { role: 'assistant' }>> = {},
): Message => ({
  id,
  sessionID: SESSION,
  role: 'assistant',
  time: { created: createdOf(id) },
  parentID: 'msg_y1',
  modelID: 'm',
  providerID: 'p',
  mode: 'build',
  agent: 'build',
  path: { cwd: '/', root: '/' },
  cost: 0,
  tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
  ...more,
})

/** A text part, which is still being written unless it has an end. */
export const text = (id: string, messageID: string, value: string, end?: number): Part => ({
  id,
  sessionID: SESSION,
  messageID,
  type: 'text',
  text: value,
  time: end === undefined ? { start: 1 } : { start: 1, end },
})

export const withParts = (info: Message, ...parts: Part[]): MessageWithParts => ({ info, parts })

export const messageUpdated = (info: Message): MessageEvent => ({
  id: 'evt',
  type: 'message.updated',
  properties: { sessionID: info.sessionID, info },
})

export const partUpdated = (part: Part): MessageEvent => ({
  id: 'evt',
  type: 'message.part.updated',
  properties: { sessionID: SESSION, part, time: 1 },
})

export const delta = (partID: string, value: string, messageID = 'msg_x2'): MessageEvent => ({
  id: 'evt',
  type: 'message.part.delta',
  properties: { sessionID: SESSION, messageID, partID, field: 'text', delta: value },
})

export const permission = (
  id: string,
  sessionID = SESSION,
  more: Partial<PermissionRequest> = {},
): PermissionRequest => ({
  id,
  sessionID,
  permission: 'bash',
  patterns: ['echo hi'],
  metadata: { command: 'echo hi' },
  always: ['echo *'],
  ...more,
})

export const question = (id: string, sessionID = SESSION): QuestionRequest => ({
  id,
  sessionID,
  questions: [{ question: 'Shall we go on?', header: 'Next', options: [] }],
})

/** An event in the envelope in which it travels. */
export const envelope = (payload: { type: string; properties: unknown }) => ({
  directory: '/code/app',
  payload: { id: 'evt', ...payload },
})

/** A model of a provider, as the page has it. */
export const model = (of: Partial<Model> = {}): Model => ({
  id: 'm',
  name: 'M',
  status: 'active',
  releaseDate: '',
  reasoning: false,
  toolcall: true,
  attachment: false,
  input: ['text'],
  variants: [],
  limit: { context: 0, output: 0 },
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  ...of,
})

/** What became of files in an undo or redo that went as it should. */
export const filesOutcome = (of: Partial<FilesOutcome> = {}): FilesOutcome => ({
  isChecked: true,
  restored: [],
  removed: [],
  notRestored: [],
  replaced: [],
  notCovered: [],
  unwatched: 0,
  ...of,
})
