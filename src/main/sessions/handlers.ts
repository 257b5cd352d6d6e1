import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { AppError } from '../../shared/errors'
import type { EventEnvelope } from '../../shared/events'
import type { Handlers } from '../../shared/operations'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import { catchUp, STORED_CHANGES } from './catch-up'
import { ask } from './engine-answer'
import { createMessageId } from './message-id'

export interface HandlersOptions {
  engine: Engine
  events: Events
  /** Where the engine starts, and where sessions go that name no directory. */
  projectDir: string
}

/** Implements the operations table over the engine. Knows no transport. */
export function createHandlers({ engine, events, projectDir }: HandlersOptions): Handlers {
  const sessions = () => engine.getClient().session
  const find = (sessionID: string) => ask(sessions().get({ sessionID }))

  return {
    'engine.status': async () => engine.getEngineStatus(),
    'engine.start': () => engine.startEngine(projectDir),
    'engine.stop': () => engine.stopEngine(),
    'engine.restart': () => engine.restartEngine(),

    'sessions.list': (query) => ask(sessions().list(query)),
    'sessions.create': async ({ directory = projectDir, title, parentID }) => {
      await requireDirectory(directory)
      const session = await ask(sessions().create({ directory, title, parentID }))
      events.tree.note(session)
      return session
    },
    'sessions.get': ({ id }) => find(id),
    'sessions.delete': async ({ id }) => {
      await ask(sessions().delete({ sessionID: id }))
    },
    'sessions.messages': async ({ id, limit }, context) => {
      const before = events.hub.seq
      const stored = await ask(sessions().messages({ sessionID: id, limit }))
      // Read in one turn with the sequence number: together they say where to follow from.
      context.seq = events.hub.seq
      const since = events.hub
        .after(before, ({ sessionID, type }) => sessionID === id && STORED_CHANGES.has(type))
        .map(({ text }) => JSON.parse(text) as EventEnvelope)
      return events.liveParts.overlay(catchUp(stored, since))
    },
    'sessions.prompt': async ({ id, messageID = createMessageId(), ...request }, context) => {
      // The run is seen on the event stream alone: without it an answer would pass unseen.
      await events.connected()
      const { directory } = await find(id)
      context.seq = events.hub.seq
      await ask(sessions().promptAsync({ ...request, sessionID: id, directory, messageID }))
      return { messageID }
    },
    'sessions.abort': async ({ id }) => {
      const { directory } = await find(id)
      const aborted = events.projection.status(id).type !== 'idle'
      await ask(sessions().abort({ sessionID: id, directory }))
      return { aborted }
    },
    'sessions.status': async ({ id }) => {
      await find(id)
      const compactions = await events.compactions.count(id, () =>
        ask(sessions().messages({ sessionID: id })),
      )
      return { ...events.projection.status(id), compactions }
    },
    'sessions.children': async ({ id }) => {
      const children = await ask(sessions().children({ sessionID: id }))
      for (const child of children) events.tree.note(child)
      return children
    },
  }
}

// The engine would make a session in a directory that is not there (opencode 1.18).
async function requireDirectory(directory: string): Promise<void> {
  const found = isAbsolute(directory) ? await stat(directory).catch(() => undefined) : undefined
  if (found?.isDirectory()) return
  throw new AppError(
    'invalid_input',
    `The directory ${directory} does not exist. Create it, or name another.`,
    { details: [{ path: 'directory', message: 'is not an existing absolute directory' }] },
  )
}
