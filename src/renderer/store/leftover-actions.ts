import type { Leftover } from '../../shared/process-operations'
import type { Client } from '../client/client'
import { messageOf } from './message-of'
import type { Store } from './store'

/** So many processes are named one by one. */
const NAMED = 3
/** As much of a command as a sentence holds, in characters. */
const COMMAND_LENGTH = 100

/** Says of processes that could not be ended which they are, and what to do. */
export function whatIsLeft(left: readonly Leftover[]): string {
  const named = left
    .slice(0, NAMED)
    .map(({ pid, command }) => `${command.slice(0, COMMAND_LENGTH)} (${pid})`)
  const more = left.length > NAMED ? ` and ${left.length - NAMED} more` : ''
  return `Another user’s, or held by the system: ${named.join(', ')}${more}. End it in a terminal: sudo kill ${left.map(({ pid }) => pid).join(' ')}`
}

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
        if (value.left.length === 0) return
        const text = `Not everything was ended. ${whatIsLeft(value.left)}`
        store.write(() => store.notices.add('action', text, sessionID))
      } catch (error) {
        const failed = `What was left running was not ended. ${messageOf(error)}`
        store.write(() => store.notices.add('action', failed, sessionID))
      }
    },
  }
}
