/** One thing that the scripted model does while it answers. */
export type Step =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** Wait, in ms: what makes the answer stream at a pace that a person can see. */
  | { type: 'pause'; ms: number }
  | { type: 'tool'; name: string; input: Record<string, unknown> }

/** What the script decides: an answer, or a refusal with an HTTP status. */
export type Reply =
  | { type: 'answer'; steps: Iterable<Step> }
  | { type: 'refusal'; status: number; code: string; message: string; retryAfterMs?: number }

/** An answer, as a reply. */
export function answer(steps: Iterable<Step>): Reply {
  return { type: 'answer', steps }
}

/** In ms between words: that of a quick model, and a person can see it stream. */
export const READING_PACE = 25

/** Text as one chunk, at once. */
export function* text(value: string): Iterable<Step> {
  yield { type: 'text', text: value }
}

/**
 * Text, or reasoning, a word at a time; the chunks joined are exactly the text.
 * @param options `ms` after each chunk
 */
export function* paced(
  value: string,
  options: { ms?: number; as?: 'text' | 'reasoning' } = {},
): Iterable<Step> {
  const { ms = READING_PACE, as = 'text' } = options
  for (const word of value.match(/\s*\S+|\s+$/g) ?? []) {
    yield { type: as, text: word }
    yield { type: 'pause', ms }
  }
}

/** A call of one of the engine's tools. */
export function* call(name: string, input: Record<string, unknown>): Iterable<Step> {
  yield { type: 'tool', name, input }
}

/** One after the other. */
export function* sequence(...parts: Iterable<Step>[]): Iterable<Step> {
  for (const part of parts) yield* part
}
