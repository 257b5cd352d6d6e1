// What the engine (opencode 1.18) names a session before the model has: a date, of no use here.
const UNNAMED = /^(New|Child) session - \d{4}-\d\d-\d\dT/

/** A session's title for people. */
export function sessionTitle(title: string): string {
  return title.trim() === '' || UNNAMED.test(title) ? 'Untitled session' : title
}
