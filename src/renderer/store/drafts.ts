/** A file that goes along with a message, with all that is in it. */
export interface Attachment {
  readonly id: string
  readonly name: string
  /** As the engine is told: an image type, `application/pdf`, or `text/plain` for any text. */
  readonly mime: string
  /** In bytes, before it is encoded. */
  readonly size: number
  /** A `data:` URL. */
  readonly url: string
}

/** An attachment without what is in it. */
export type AttachmentRef = Omit<Attachment, 'url'>

/** Something that the text names by `@`. It counts for as long as its words stand in the text. */
export type Mention =
  | { readonly kind: 'file'; readonly value: string; readonly path: string }
  | { readonly kind: 'agent'; readonly value: string; readonly name: string }

/** What is written and not sent. */
export interface Draft {
  readonly text: string
  /** Whether the text is for the shell and not for the agent. */
  readonly isShell: boolean
  readonly attachments: readonly Attachment[]
  readonly mentions: readonly Mention[]
  /** Attachments of before a restart whose content is not here: it is being read, or was not kept. */
  readonly missing: readonly AttachmentRef[]
}

export const EMPTY_DRAFT: Draft = {
  text: '',
  isShell: false,
  attachments: [],
  mentions: [],
  missing: [],
}

/** Whether there is something in it that could be sent. */
export const hasContent = (draft: Draft): boolean =>
  draft.text.trim() !== '' || (draft.attachments.length > 0 && !draft.isShell)

const isEmpty = (draft: Draft): boolean =>
  draft.text === '' &&
  !draft.isShell &&
  draft.attachments.length === 0 &&
  draft.missing.length === 0

/** The draft in words, where there is room for a line only. */
export function titleOf({ text, isShell, attachments }: Draft): string {
  if (isShell) return `! ${text}`
  return text.trim() === '' ? attachments.map(({ name }) => name).join(', ') : text
}

/** A text that comes back, before what was written since. */
export function joinDrafts(back: Draft, since: Draft): Draft {
  const isAlone = since.text.trim() === ''
  // A prompt must not come to be run by the shell because a command was being written.
  const isShell = back.isShell && (isAlone || since.isShell)
  const marked = (draft: Draft) => (draft.isShell && !isShell ? `! ${draft.text}` : draft.text)
  return {
    text: isAlone ? back.text : `${marked(back)}\n\n${marked(since)}`,
    isShell,
    attachments: [...back.attachments, ...since.attachments],
    mentions: [...back.mentions, ...since.mentions],
    missing: [...back.missing, ...since.missing],
  }
}

/** The drafts by session. */
export class Drafts {
  #bySession: ReadonlyMap<string, Draft> = new Map()

  /** All that is not empty, the one changed last at the end; another map after each change. */
  get all(): ReadonlyMap<string, Draft> {
    return this.#bySession
  }

  get(sessionID: string): Draft {
    return this.#bySession.get(sessionID) ?? EMPTY_DRAFT
  }

  change(sessionID: string, change: Partial<Draft>): void {
    const draft = { ...this.get(sessionID), ...change }
    const next = new Map(this.#bySession)
    next.delete(sessionID)
    if (!isEmpty(draft)) next.set(sessionID, draft)
    this.#bySession = next
  }

  drop(sessionID: string): void {
    this.change(sessionID, EMPTY_DRAFT)
  }

  /** Takes over what was kept, beneath what was written meanwhile. */
  restore(kept: Iterable<readonly [string, Draft]>): void {
    this.#bySession = new Map([...kept, ...this.#bySession])
  }
}
