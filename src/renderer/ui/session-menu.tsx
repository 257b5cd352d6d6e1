/** What can be done with a session, behind one button. */
export function SessionMenu(_props: { sessionID: string }) {
  return null
}
