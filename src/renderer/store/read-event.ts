import type {
  EngineEvent,
  EngineState,
  Message,
  MessageWithParts,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
  SessionStatus,
} from '../../shared/engine-types'
import type { WheelhouseEvent } from '../../shared/events'

/** The events that the page follows; the engine has many more. */
export type KnownEvent =
  | WheelhouseEvent
  | Extract<
      EngineEvent,
      {
        type:
          | 'session.created'
          | 'session.updated'
          | 'session.deleted'
          | 'session.status'
          | 'session.idle'
          | 'session.error'
          | 'message.updated'
          | 'message.removed'
          | 'message.part.updated'
          | 'message.part.removed'
          | 'message.part.delta'
          | 'permission.asked'
          | 'permission.replied'
          | 'question.asked'
          | 'question.replied'
          | 'question.rejected'
      }
    >

/** The events that say what the agent waits for. */
export type AskEvent = Extract<KnownEvent, { type: `permission.${string}` | `question.${string}` }>

/** The events that change what a session's transcript shows. */
export type MessageEvent = Extract<KnownEvent, { type: `message.${string}` }>

/** The message that an event is of. */
export function messageIDOf(event: MessageEvent): string {
  if (event.type === 'message.updated') return event.properties.info.id
  if (event.type === 'message.part.updated') return event.properties.part.messageID
  return event.properties.messageID
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const hasStrings = (value: Fields, ...names: string[]) =>
  names.every((name) => typeof value[name] === 'string')

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const ENGINE_STATES: Record<EngineState, true> = {
  stopped: true,
  starting: true,
  ready: true,
  restarting: true,
  failed: true,
}

type Check = (properties: Fields) => boolean

const isAnswered: Check = (it) => hasStrings(it, 'sessionID', 'requestID')

// Hand-written rather than zod: this runs for every token, and only what the page reads must hold.
const checks: Record<KnownEvent['type'], Check> = {
  'wheelhouse.engine.status': (it) =>
    typeof it.running === 'boolean' && Object.hasOwn(ENGINE_STATES, String(it.state)),
  'session.created': (it) => isSession(it.info),
  'session.updated': (it) => isSession(it.info),
  'session.deleted': (it) => hasStrings(it, 'sessionID'),
  'session.status': (it) => hasStrings(it, 'sessionID') && isStatus(it.status),
  'session.idle': (it) => hasStrings(it, 'sessionID'),
  'session.error': (it) =>
    (it.sessionID === undefined || typeof it.sessionID === 'string') && isFields(it.error),
  'message.updated': (it) => hasStrings(it, 'sessionID') && isMessage(it.info),
  'message.removed': (it) => hasStrings(it, 'sessionID', 'messageID'),
  'message.part.updated': (it) => hasStrings(it, 'sessionID') && isPart(it.part),
  'message.part.removed': (it) => hasStrings(it, 'sessionID', 'messageID', 'partID'),
  // In one expression: there are a thousand of these for one of any other.
  'message.part.delta': (it) =>
    typeof it.sessionID === 'string' &&
    typeof it.messageID === 'string' &&
    typeof it.partID === 'string' &&
    typeof it.field === 'string' &&
    typeof it.delta === 'string',
  'permission.asked': (it) => isPermission(it),
  'permission.replied': isAnswered,
  'question.asked': (it) => isQuestion(it),
  'question.replied': isAnswered,
  'question.rejected': isAnswered,
}

const checkOf = new Map<unknown, Check>(Object.entries(checks))

/**
 * Reads one envelope of the stream.
 * @returns the event, or undefined when it is of no use to the page or malformed
 */
export function readEvent(envelope: unknown): KnownEvent | undefined {
  if (!isFields(envelope) || !isFields(envelope.payload)) return undefined
  const { type, properties } = envelope.payload
  const check = checkOf.get(type)
  if (!check || !isFields(properties) || !check(properties)) return undefined
  return envelope.payload as unknown as KnownEvent
}

/** Whether this is a session that the list can show. */
export const isSession = (value: unknown): value is Session =>
  isFields(value) &&
  hasStrings(value, 'id', 'title', 'directory') &&
  isFields(value.time) &&
  typeof value.time.updated === 'number'

/** Whether this is a status that a session can be given. */
export const isStatus = (value: unknown): value is SessionStatus =>
  isFields(value) &&
  (value.type === 'idle' ||
    value.type === 'busy' ||
    (value.type === 'retry' &&
      typeof value.message === 'string' &&
      typeof value.attempt === 'number' &&
      typeof value.next === 'number'))

/** Whether the agent waits for this leave. */
export const isPermission = (value: unknown): value is PermissionRequest =>
  isFields(value) &&
  hasStrings(value, 'id', 'sessionID', 'permission') &&
  isStrings(value.patterns) &&
  isFields(value.metadata) &&
  (value.always === undefined || isStrings(value.always))

/** Whether the agent waits for an answer to this. */
export const isQuestion = (value: unknown): value is QuestionRequest =>
  isFields(value) &&
  hasStrings(value, 'id', 'sessionID') &&
  Array.isArray(value.questions) &&
  value.questions.length > 0 &&
  value.questions.every(
    (it) =>
      isFields(it) &&
      hasStrings(it, 'question') &&
      (it.options === undefined || (Array.isArray(it.options) && it.options.every(isOption))),
  )

const isOption = (value: unknown): boolean => isFields(value) && hasStrings(value, 'label')

/** Whether this is a message with its parts; parts that cannot be shown are left to {@link isPart}. */
export const isMessageWithParts = (value: unknown): value is MessageWithParts =>
  isFields(value) && isMessage(value.info) && Array.isArray(value.parts)

const isMessage = (value: unknown): value is Message =>
  isFields(value) &&
  hasStrings(value, 'id', 'sessionID') &&
  (value.role === 'user' || value.role === 'assistant') &&
  isFields(value.time) &&
  typeof value.time.created === 'number' &&
  (value.error === undefined || isFields(value.error))

const isToolState = (state: unknown): boolean =>
  isFields(state) &&
  isFields(state.input) &&
  (state.status === 'pending' ||
    (isFields(state.time) &&
      (state.status === 'running' ||
        (state.status === 'completed' && typeof state.output === 'string') ||
        (state.status === 'error' && typeof state.error === 'string'))))

const partChecks: Partial<Record<string, (part: Fields) => boolean>> = {
  text: (part) => hasStrings(part, 'text'),
  reasoning: (part) => hasStrings(part, 'text') && isFields(part.time),
  tool: (part) => hasStrings(part, 'tool') && isToolState(part.state),
  file: (part) => hasStrings(part, 'mime', 'url'),
  agent: (part) => hasStrings(part, 'name'),
  subtask: (part) => hasStrings(part, 'description', 'agent'),
}

/** Whether this is a part; of an unknown type is fine, since it is not shown. */
export function isPart(value: unknown): value is Part {
  if (!isFields(value) || !hasStrings(value, 'id', 'messageID', 'type')) return false
  return partChecks[String(value.type)]?.(value) ?? true
}
