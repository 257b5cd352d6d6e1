import { NO_SESSION } from '../../store/outbox'
import type { Store } from '../../store/store'

/** What the keys do now, in a line under the field. */
export function hintOf(store: Store, sessionID: string | undefined, isShell: boolean): string {
  const isBusy = sessionID !== undefined && store.isBusy(sessionID)
  switch (store.engine?.state) {
    case 'ready':
      if (isBusy && store.stopArmed === sessionID) return 'Press Esc again to stop'
      if (isShell) {
        return isBusy
          ? 'Enter queues the command, Esc leaves the shell'
          : 'Enter runs it in the project, Esc leaves the shell'
      }
      if (sessionID !== undefined && store.isWaiting(sessionID)) {
        return 'The agent waits for you. Enter queues what you write.'
      }
      return isBusy
        ? 'The agent is working. Enter queues what you write, Esc twice stops it.'
        : 'Enter sends, Shift+Enter starts a new line'
    case 'failed':
    case 'stopped':
      return 'The engine does not run. Start it to send.'
    default:
      return store.outbox.awaitsEngine(sessionID ?? NO_SESSION)
        ? 'This goes as soon as the engine is ready. Change it to keep it here.'
        : 'The engine is starting. What you send goes as soon as it is ready.'
  }
}
