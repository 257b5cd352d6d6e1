import type { Client } from '../client/client'
import { messageOf } from './message-of'
import type { Store } from './store'

export interface LeftoverActions {
  /** Asks what the shell calls of a session left running. */
  lookForLeftovers(sessionID: string): Promise<void>
  /** Ends all of it. */
  endLeftovers(sessionID: string): Promise<void>
}

/** Builds them. Neither rejects. */
export function createLeftoverActions(client: Client, store: Store): LeftoverActions {
  const look = async (sessionID: string) => {
    try {
      const { value } = await client.call('sessions.processes', { id: sessionID })
      store.write(() => store.leftovers.set(sessionID, value))
    } catch {
      // Nobody asked for it; what is known stays, and it is asked for again.
    }
  }
  return {
    lookForLeftovers: look,
    async endLeftovers(sessionID) {
      const asked = store.leftovers.of(sessionID).length
      try {
        const { value } = await client.call('sessions.endProcesses', { id: sessionID })
        if (value.ended < asked) await look(sessionID)
        else store.write(() => store.leftovers.forget(sessionID))
      } catch (error) {
        const failed = `What was left running was not ended. ${messageOf(error)}`
        store.write(() => store.notices.add('action', failed, sessionID))
      }
    },
  }
}
