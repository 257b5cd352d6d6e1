import type { Transcript } from './transcript'

/** Where drafts and prompts stand that belong to no session yet. */
export const NO_SESSION = ''

/** A prompt that was sent and that the transcript does not show yet. */
export interface PendingPrompt {
  readonly text: string
  /** Newest message of the session when it was sent. */
  readonly after: string
  /** The user message that the engine made of it, once it said so. */
  readonly messageID: string | undefined
}

/** What was written and is not yet a message: drafts and sent prompts, by session. */
export class Outbox {
  #drafts = new Map<string, string>()
  #pending = new Map<string, PendingPrompt>()

  draft(sessionID: string): string {
    return this.#drafts.get(sessionID) ?? ''
  }

  setDraft(sessionID: string, text: string): void {
    if (text === '') this.#drafts.delete(sessionID)
    else this.#drafts.set(sessionID, text)
  }

  /** Gives a text back to be edited, before what was written since. */
  returnToDraft(sessionID: string, text: string): void {
    const since = this.draft(sessionID)
    this.setDraft(sessionID, since.trim() === '' ? text : `${text}\n\n${since}`)
  }

  pending(sessionID: string): PendingPrompt | undefined {
    return this.#pending.get(sessionID)
  }

  setPending(sessionID: string, prompt: PendingPrompt): void {
    this.#pending.set(sessionID, prompt)
  }

  /** The prompt was given a session; so is what was written since. */
  moveToSession(sessionID: string): void {
    const prompt = this.#pending.get(NO_SESSION)
    this.#pending.delete(NO_SESSION)
    if (prompt) this.#pending.set(sessionID, prompt)
    this.setDraft(sessionID, this.draft(NO_SESSION))
    this.setDraft(NO_SESSION, '')
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
    this.#drafts.delete(sessionID)
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
