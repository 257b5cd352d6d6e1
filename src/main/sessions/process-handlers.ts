import type { Handlers } from '../../shared/operations'
import type { Leftovers } from '../processes/leftovers'
import { ask } from './engine-answer'
import type { HandlersOptions } from './handlers'

/** What a session's shell calls left running. */
export function createProcessHandlers({ engine }: HandlersOptions, leftovers: Leftovers) {
  /** @throws AppError `not_found`, unless something of a deleted session runs on */
  const require = async (sessionID: string) => {
    const left = await leftovers.list(sessionID)
    if (left.length === 0) await ask(engine.getClient().session.get({ sessionID }))
    return left
  }
  return {
    'sessions.processes': ({ id }) => require(id),
    'sessions.endProcesses': async ({ id, pids }) => {
      await require(id)
      return leftovers.end(id, pids)
    },
  } satisfies Partial<Handlers>
}
