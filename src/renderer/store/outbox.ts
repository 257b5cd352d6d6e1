import type { Placed } from '../../shared/message-order'
import { type Draft, Drafts, EMPTY_DRAFT, joinDrafts } from './drafts'
import { Queue } from './queue'
import type { Transcript } from './transcript'

/** Where drafts and prompts stand that belong to no session yet. */
export const NO_SESSION = ''

/** A prompt that was sent and that the transcript does not show yet. */
export interface PendingPrompt {
  readonly text: string
  /** Newest message of the session when it was sent; undefined when it had none. */
  readonly after: Placed | undefined
  /** The user message that the engine made of it, once it said so. */
  readonly messageID: string | undefined
}

/** What was written and is not yet a message: drafts, what waits, and sent prompts, by session. */
export class Outbox {
  readonly drafts = new Drafts()
  readonly queue = new Queue()
  #pending = new Map<string, PendingPrompt>()
  #reading = new Map<string, number>()
  #awaiting: { sessionID: string; draft: Draft } | undefined

  /** The text of the draft. */
  draft(sessionID: string): string {
    return this.drafts.get(sessionID).text
  }

  setDraft(sessionID: string, text: string): void {
    this.drafts.change(sessionID, { text })
  }

  /**
   * Gives a text back to be edited, before what was written since.
   * @param rest what went with the text
   */
  returnToDraft(sessionID: string, text: string, rest: Partial<Draft> = {}): void {
    const back = { ...EMPTY_DRAFT, ...rest, text }
    this.drafts.change(sessionID, joinDrafts(back, this.drafts.get(sessionID)))
  }

  /** The draft as it is now goes as soon as the engine is ready, unless it is changed before. */
  awaitEngine(sessionID: string): void {
    this.#awaiting = { sessionID, draft: this.drafts.get(sessionID) }
  }

  awaitsEngine(sessionID: string): boolean {
    const { draft } = this.#awaiting ?? {}
    return this.#awaiting?.sessionID === sessionID && this.drafts.get(sessionID) === draft
  }

  /** No draft goes by itself any more. */
  endAwaiting(): void {
    this.#awaiting = undefined
  }

  /** Files are being read for the draft; they are not attached yet. */
  beginReading(sessionID: string): void {
    this.#reading.set(sessionID, (this.#reading.get(sessionID) ?? 0) + 1)
  }

  endReading(sessionID: string): void {
    const count = (this.#reading.get(sessionID) ?? 0) - 1
    if (count > 0) this.#reading.set(sessionID, count)
    else this.#reading.delete(sessionID)
  }

  isReading(sessionID: string): boolean {
    return this.#reading.has(sessionID)
  }

  pending(sessionID: string): PendingPrompt | undefined {
    return this.#pending.get(sessionID)
  }

  /** Whether a prompt was sent that the engine has not taken yet. */
  isUnderWay(sessionID: string): boolean {
    const pending = this.#pending.get(sessionID)
    return pending !== undefined && pending.messageID === undefined
  }

  setPending(sessionID: string, prompt: PendingPrompt): void {
    this.#pending.set(sessionID, prompt)
  }

  /** The prompt was given a session; so is what was written since. */
  moveToSession(sessionID: string): void {
    const prompt = this.#pending.get(NO_SESSION)
    this.#pending.delete(NO_SESSION)
    if (prompt) this.#pending.set(sessionID, prompt)
    this.drafts.change(sessionID, this.drafts.get(NO_SESSION))
    this.drafts.drop(NO_SESSION)
  }

  /** Takes the session's prompt out: it failed. */
  takePending(sessionID: string): PendingPrompt | undefined {
    const prompt = this.#pending.get(sessionID)
    this.#pending.delete(sessionID)
    return prompt
  }

  /** Forgets a session. */
  drop(sessionID: string): void {
    this.#pending.delete(sessionID)
    this.drafts.drop(sessionID)
    this.queue.drop(sessionID)
  }

  /** Removes the prompt once the transcript shows the message that came of it. */
  reconcile(sessionID: string, transcript: Transcript | undefined): void {
    const messageID = this.#pending.get(sessionID)?.messageID
    if (messageID === undefined) return
    // Without a transcript nobody looks: opening the session fetches the message.
    if (!transcript || transcript.shows(messageID)) this.#pending.delete(sessionID)
  }
}

/**
 * Whether the prompt is to be shown beside the transcript. The message may come before the answer
 * that names it: until then any newer user message counts as it.
 */
export function isPendingShown(prompt: PendingPrompt, transcript: Transcript | undefined): boolean {
  if (!transcript) return true
  return prompt.messageID === undefined
    ? !transcript.hasUserMessageAfter(prompt.after)
    : !transcript.shows(prompt.messageID)
}
