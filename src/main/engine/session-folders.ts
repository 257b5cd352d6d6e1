/** As the engine tells of a session. */
interface Told {
  id: string
  directory: string
}

/** As many as change between one look and the next. */
const NEWEST = 100
/** Without a limit the engine gives 100 (1.18.33). */
const ALL = 1_000_000_000

/**
 * The directories of the engine's sessions. Any call that names a session, and be it to read its title,
 * has the engine load that session's own directory, whatever directory is named (1.18.33); the list of
 * all sessions loads none.
 */
export class SessionFolders {
  readonly #known = new Map<string, string>()

  /**
   * @param list asks for that many sessions, those that changed last first
   * @returns the directory; undefined for a session that is not there
   */
  async of(id: string, list: (limit: number) => Promise<Told[]>): Promise<string | undefined> {
    for (const limit of [NEWEST, ALL]) {
      if (this.#known.has(id)) break
      for (const session of await list(limit)) this.#known.set(session.id, session.directory)
    }
    return this.#known.get(id)
  }
}
