import { clip } from './clip'
import type { Store } from './store'

// What the engine (opencode 1.18) names a session before the model has: a date, of no use here.
const UNNAMED = /^(New|Child) session - \d{4}-\d\d-\d\dT/

/** A session's title for people. */
export function sessionTitle(title: string): string {
  return title.trim() === '' || UNNAMED.test(title) ? 'Untitled session' : clip(title, 300)
}

/** The title of a session that the store knows. */
export const titleOf = (store: Store, sessionID: string): string =>
  sessionTitle(store.list.get(sessionID)?.title ?? '')
