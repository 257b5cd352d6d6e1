import type { Session } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'
import type { Handlers } from '../../shared/operations'
import type { Leftovers } from '../processes/leftovers'
import { catchUp, STORED_CHANGES } from './catch-up'
import { requireWorkable } from './directory'
import { ask } from './engine-answer'
import { fork } from './fork'
import type { SessionHandlersOptions } from './handlers'
import { NO_LIMIT, readPage } from './pages'
import { sessionDiff } from './session-diff'

/** The sessions themselves, and what is said in them: all that starts no run. */
export function createSessionHandlers(
  { engine, events, projectDir, places }: SessionHandlersOptions,
  leftovers: Pick<Leftovers, 'end'>,
) {
  const client = () => engine.getClient()
  const sessions = () => engine.getClient().session
  const { newestMessages } = events
  const find = (sessionID: string) => ask(sessions().get({ sessionID }))
  /** The session, if the engine works in it where it says; it would undo in another folder. */
  const findInPlace = async (sessionID: string) => {
    const session = await find(sessionID)
    places.require(session)
    return session
  }
  /** @throws AppError `not_found`; the engine itself takes an unknown one for none (1.18) */
  const requireMessage = (sessionID: string, messageID: string) =>
    ask(sessions().message({ sessionID, messageID }))

  // Its other list, without a directory, has those of the project alone that it was started in (1.18.33).
  const listEverywhere = async (query: { search: string | undefined; limit: number }) => {
    const all = client().experimental.session
    const found = await ask(all.list({ ...query, archived: true }))
    return found.map(({ project: _, ...session }): Session => session)
  }

  return {
    'sessions.list': async ({ directory, search, limit = NO_LIMIT }) => {
      const found = directory
        ? await ask(sessions().list({ directory, search, limit }))
        : await listEverywhere({ search, limit })
      places.note(...found)
      return found
    },
    'sessions.create': async ({ directory = projectDir, title, parentID }) => {
      await requireWorkable(directory)
      if (parentID) await find(parentID)
      const session = await ask(
        sessions().create({ directory, title, parentID }),
        'The engine could not create a session. Try again, or in another directory.',
      )
      events.tree.note(session)
      newestMessages.note(session.id, [])
      places.note(session)
      return session
    },
    'sessions.get': ({ id }) => find(id),
    'sessions.update': async ({ id, title, archived }) => {
      const { directory } = await find(id)
      // The engine has no way to say "not archived" but a time of 0 (opencode 1.18).
      const time = archived === undefined ? undefined : { archived: archived ? Date.now() : 0 }
      return ask(
        sessions().update({ sessionID: id, directory, title, time }),
        'The engine could not change the session. Try again.',
      )
    },
    'sessions.delete': async ({ id }) => {
      const { directory } = await find(id)
      // The engine deletes what is at work and lets it go on unseen (opencode 1.18).
      const busy = Object.keys(events.snapshot().statuses)
      const atWork = busy.filter((sessionID) => events.tree.isWithin(sessionID, id))
      await Promise.all(atWork.map((sessionID) => ask(sessions().abort({ sessionID, directory }))))
      // Before it is deleted: whatever goes wrong here, what it left running is shown in it still.
      await leftovers.end(id)
      await ask(
        sessions().delete({ sessionID: id, directory }),
        'The engine could not delete the session. Try again.',
      )
    },
    'sessions.messages': async ({ id, limit, before }, context) => {
      let start = events.hub.seq
      let stored = await readPage(client(), id, { limit, before })
      for (let again = 0; again < 2 && !events.hub.covers(start); again += 1) {
        // More came, or was lost, than can be caught up with.
        start = events.hub.seq
        stored = await readPage(client(), id, { limit, before })
      }
      // Read in one turn with the sequence number: together they say where to follow from.
      if (events.hub.covers(start)) context.seq = events.hub.seq
      const since = events.hub
        .after(start, ({ sessionID, type }) => sessionID === id && STORED_CHANGES.has(type))
        .map(({ text }) => JSON.parse(text) as EventEnvelope)
      const now = catchUp(stored, since, { limit, before })
      if (before === undefined) newestMessages.note(id, now)
      for (const { info } of now) events.messageIds.note(info.id, id)
      return events.liveParts.overlay(now)
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
    'sessions.todo': ({ id }) => ask(sessions().todo({ sessionID: id })),
    'sessions.diff': async ({ id, messageID }) => {
      const session = await find(id)
      const { directory } = session
      if (messageID === undefined) {
        return sessionDiff(session, await ask(sessions().messages({ sessionID: id, directory })))
      }
      await requireMessage(id, messageID)
      return ask(sessions().diff({ sessionID: id, directory, messageID }))
    },
    'sessions.fork': async ({ id, messageID }) => {
      const session = await findInPlace(id)
      if (messageID) await requireMessage(id, messageID)
      const isElsewhere = engine.getEngineStatus().attached
      return fork({ client: client(), newestMessages, isElsewhere }, session, messageID)
    },
    'sessions.share': async ({ id }) => {
      const { directory } = await find(id)
      return ask(
        sessions().share({ sessionID: id, directory }),
        'The session could not be published. Check the network, and whether the configuration allows sharing.',
      )
    },
    'sessions.unshare': async ({ id }) => {
      const { directory } = await find(id)
      return ask(
        sessions().unshare({ sessionID: id, directory }),
        'The session could not be taken back and can still be read. Check the network and try again.',
      )
    },
  } satisfies Partial<Handlers>
}
