import { Transcript } from './transcript'

// Enough to go back and forth between the sessions at hand; each may hold megabytes.
const KEPT = 4

/** How many messages are fetched at a time: a few screens, in a few ms. */
export const PAGE = 100

// What `sessions.messages` takes at most.
const MOST = 10_000

/** Where a person reads in a session when they are not at its end. */
export interface Place {
  /** The message at the top of what is seen. */
  readonly messageID: string
  /** How far its top is above the top of what is seen, in px. */
  readonly offset: number
  /** How many messages there are from it to the end. */
  readonly fromEnd: number
}

/** The transcripts of the sessions that were opened last, the open one always among them. */
export class Transcripts {
  // A Map keeps the order of insertion: the last is the one opened last.
  #byID = new Map<string, Transcript>()
  #places = new Map<string, Place>()

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

  /** Where the person reads; undefined at the end. Outlives the transcript. */
  place(sessionID: string): Place | undefined {
    return this.#places.get(sessionID)
  }

  /** Notes where the person reads, for when they come back; it is shown nowhere. */
  setPlace(sessionID: string, place: Place | undefined): void {
    if (place) this.#places.set(sessionID, place)
    else this.#places.delete(sessionID)
  }

  /** How many of the newest messages a fetch wants, so that the person can go on where they are. */
  wanted(sessionID: string): number {
    const place = this.place(sessionID)
    return place ? Math.min(place.fromEnd + PAGE, MOST) : PAGE
  }

  drop(sessionID: string): void {
    this.#byID.delete(sessionID)
    this.#places.delete(sessionID)
  }

  /** Events are missing: the open one waits for its fetch, the others are fetched when opened. */
  holdOnly(openID: string | undefined): void {
    for (const [id, transcript] of this.#byID) {
      if (id === openID) transcript.hold()
      else this.#byID.delete(id)
    }
  }
}
