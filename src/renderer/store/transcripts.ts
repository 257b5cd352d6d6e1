import { Transcript } from './transcript'

// Enough to go back and forth between the sessions at hand; each may hold megabytes.
const KEPT = 4

/** The transcripts of the sessions that were opened last, the open one always among them. */
export class Transcripts {
  // A Map keeps the order of insertion: the last is the one opened last.
  #byID = new Map<string, Transcript>()

  get(sessionID: string): Transcript | undefined {
    return this.#byID.get(sessionID)
  }

  /** The session's transcript, made when absent, as the one opened last. */
  open(sessionID: string): Transcript {
    const transcript = this.#byID.get(sessionID) ?? new Transcript(sessionID)
    this.#byID.delete(sessionID)
    this.#byID.set(sessionID, transcript)
    for (const id of this.#byID.keys()) {
      if (this.#byID.size <= KEPT) break
      this.#byID.delete(id)
    }
    return transcript
  }

  drop(sessionID: string): void {
    this.#byID.delete(sessionID)
  }

  /** Events are missing: the open one waits for its fetch, the others are fetched when opened. */
  holdOnly(openID: string | undefined): void {
    for (const [id, transcript] of this.#byID) {
      if (id === openID) transcript.hold()
      else this.#byID.delete(id)
    }
  }
}
