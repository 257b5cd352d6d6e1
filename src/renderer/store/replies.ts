import type { QuestionRequest } from '../../shared/engine-types'

/** What a person says to one question, so far. */
export interface AnswerDraft {
  /** The labels that are chosen. */
  readonly chosen: readonly string[]
  /** A text of one's own, kept also while it is not chosen. */
  readonly own: string
  /** Whether the own text counts. */
  readonly isOwn: boolean
}

/** What a person is about to say to an ask, kept while another session is looked at. */
export interface Reply {
  /** Why it is rejected; undefined while nobody wants to say. */
  readonly reason: string | undefined
  /** By the place of the question; a hole where nothing was said yet. */
  readonly answers: readonly (AnswerDraft | undefined)[]
  /** Whether it is on its way to the engine. */
  readonly isSending: boolean
  /** The parts of the ask of which the end was in view. */
  readonly seen: readonly string[]
}

type Question = QuestionRequest['questions'][number]

const BLANK: Reply = { reason: undefined, answers: [], isSending: false, seen: [] }
export const NO_ANSWER: AnswerDraft = { chosen: [], own: '', isOwn: false }

/** The replies that are being written or sent, by the id of what they reply to. */
export class Replies {
  #byID = new Map<string, Reply>()

  /** The identical reply until it changes. */
  get(requestID: string): Reply {
    return this.#byID.get(requestID) ?? BLANK
  }

  change(requestID: string, change: Partial<Reply>): void {
    this.#byID.set(requestID, { ...this.get(requestID), ...change })
  }

  setAnswer(requestID: string, index: number, answer: AnswerDraft): void {
    const answers = [...this.get(requestID).answers]
    answers[index] = answer
    this.change(requestID, { answers })
  }

  /** Notes that a part of an ask was read to its end. */
  noteSeen(requestID: string, part: string): void {
    const { seen } = this.get(requestID)
    if (!seen.includes(part)) this.change(requestID, { seen: [...seen, part] })
  }

  /** Forgets the replies to what nobody asks any more. */
  keepOnly(isAsked: (requestID: string) => boolean): void {
    for (const id of this.#byID.keys()) {
      if (!isAsked(id)) this.#byID.delete(id)
    }
  }
}

/** The draft once a choice was made or, where several may be, taken back. */
export function choose(draft: AnswerDraft, label: string, isMultiple: boolean): AnswerDraft {
  if (!isMultiple) return { ...draft, chosen: [label], isOwn: false }
  const isChosen = draft.chosen.includes(label)
  const chosen = isChosen ? draft.chosen.filter((it) => it !== label) : [...draft.chosen, label]
  return { ...draft, chosen }
}

/** The draft once its own text was chosen or, where several may be, taken back. */
export function chooseOwn(draft: AnswerDraft, isOwn: boolean, isMultiple: boolean): AnswerDraft {
  return { ...draft, isOwn, chosen: isMultiple ? draft.chosen : [] }
}

/** The draft once its own text was written: what one writes counts. */
export function writeOwn(draft: AnswerDraft, own: string, isMultiple: boolean): AnswerDraft {
  return { ...chooseOwn(draft, !isMultiple || own.trim() !== '', isMultiple), own }
}

/** What the engine is told: the labels in the order in which they were offered, then the own text. */
export function answersOf(
  questions: readonly Question[],
  drafts: readonly (AnswerDraft | undefined)[],
): string[][] {
  return questions.map(({ options }, index) => {
    const { chosen, own, isOwn } = drafts[index] ?? NO_ANSWER
    const labels = (options ?? []).map(({ label }) => label).filter((it) => chosen.includes(it))
    return isOwn && own.trim() !== '' ? [...labels, own.trim()] : labels
  })
}

/** The place of the first question that has no answer; -1 when each has one. */
export const firstUnanswered = (answers: readonly (readonly string[])[]): number =>
  answers.findIndex((answer) => answer.length === 0)
