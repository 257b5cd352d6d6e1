import type { Handlers } from '../../shared/operations'
import type { Leftovers } from '../processes/leftovers'
import { ask } from './engine-answer'
import type { HandlersOptions } from './handlers'

/** What a session's shell calls left running. */
export function createProcessHandlers({ engine }: HandlersOptions, leftovers: Leftovers) {
  const require = (sessionID: string) => ask(engine.getClient().session.get({ sessionID }))
  return {
    'sessions.processes': async ({ id }) => {
      await require(id)
      return leftovers.list(id)
    },
    'sessions.endProcesses': async ({ id, pids }) => {
      await require(id)
      return { ended: await leftovers.end(id, pids) }
    },
  } satisfies Partial<Handlers>
}
