/** What an event means for the side panel, as far as it shows one session. */
export type PanelNews =
  | { kind: 'changes'; sessionID: string }
  | { kind: 'todos'; sessionID: string; todos: unknown }

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/**
 * Reads one envelope of the stream. That files changed is said by `session.diff`, always with an
 * empty list (opencode 1.18), and by what the engine then notes at the user's message; a `session.updated`
 * may undo or redo.
 * @returns undefined when it changes nothing that the panel shows
 */
export function readPanelNews(envelope: unknown): PanelNews | undefined {
  if (!isFields(envelope) || !isFields(envelope.payload)) return undefined
  const { type, properties } = envelope.payload
  if (!isFields(properties) || typeof properties.sessionID !== 'string') return undefined
  const { sessionID, info } = properties
  switch (type) {
    case 'todo.updated':
      return { kind: 'todos', sessionID, todos: properties.todos }
    case 'session.idle':
    case 'session.diff':
    case 'message.removed':
      return { kind: 'changes', sessionID }
    case 'session.updated':
      return isFields(info) && isFields(info.revert) ? { kind: 'changes', sessionID } : undefined
    case 'message.updated':
      return isFields(info) && info.role === 'user' && isFields(info.summary)
        ? { kind: 'changes', sessionID }
        : undefined
    default:
      return undefined
  }
}
