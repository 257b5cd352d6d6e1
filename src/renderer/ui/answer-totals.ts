import type { Message } from '../../shared/engine-types'
import type { Transcript } from '../store/transcript'

type Answer = Extract<Message, { role: 'assistant' }>

/** What an answer took, which may be several messages: the model speaks anew after each tool. */
export interface Totals {
  readonly model: string
  readonly provider: string
  /** From the question to the last word, in ms. */
  readonly ms: number
  /** Tokens that were read anew, that came from the cache, and that were written to it. */
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly output: number
  readonly reasoning: number
  /** In US dollars, as far as the engine knows prices. */
  readonly cost: number
}

type Messages = Pick<Transcript, 'order' | 'message'>

// By the last message, which is another object whenever something of it changed: the identical
// totals are answered as long as nothing did.
const kept = new WeakMap<Answer, Totals>()

/**
 * What the answer took that ends with this message.
 * @returns undefined when the message does not end an answer, or is not finished
 */
export function totalsOf(messages: Messages, messageID: string): Totals | undefined {
  const last = messages.message(messageID)
  if (last?.role !== 'assistant' || last.time.completed === undefined || last.summary)
    return undefined
  const at = messages.order.lastIndexOf(messageID)
  const next = messages.message(messages.order[at + 1] ?? '')
  if (next?.role === 'assistant' && next.parentID === last.parentID) return undefined
  const known = kept.get(last)
  if (known) return known
  const totals = sum(answerUpTo(messages, at), messages.message(last.parentID), last)
  kept.set(last, totals)
  return totals
}

/** The messages of one answer, in order: those to the same message of the person. */
export function answerUpTo(messages: Messages, at: number): readonly Answer[] {
  const { order } = messages
  const last = messages.message(order[at] ?? '')
  if (last?.role !== 'assistant') return []
  const answers: Answer[] = []
  for (let index = at; index >= 0; index -= 1) {
    const it = messages.message(order[index] ?? '')
    if (it?.role !== 'assistant' || it.parentID !== last.parentID) break
    answers.unshift(it)
  }
  return answers
}

function sum(answers: readonly Answer[], asked: Message | undefined, last: Answer): Totals {
  const add = (of: (it: Answer) => number | undefined) =>
    answers.reduce((total, it) => total + (of(it) ?? 0), 0)
  const from = asked?.time.created ?? answers[0]?.time.created ?? last.time.created
  return {
    model: last.modelID,
    provider: last.providerID,
    ms: Math.max(0, (last.time.completed ?? from) - from),
    input: add(({ tokens }) => tokens?.input),
    cacheRead: add(({ tokens }) => tokens?.cache?.read),
    cacheWrite: add(({ tokens }) => tokens?.cache?.write),
    output: add(({ tokens }) => tokens?.output),
    reasoning: add(({ tokens }) => tokens?.reasoning),
    cost: add((it) => it.cost),
  }
}

/** One count of tokens, for people. */
export interface Count {
  readonly label: string
  readonly tokens: number
}

/** The counts that are worth a line: what came in, went out, and what is known besides. */
export function countsOf(totals: Totals): readonly Count[] {
  const { input, cacheRead, cacheWrite, output, reasoning } = totals
  return [
    { label: 'Input', tokens: input },
    { label: 'Read from cache', tokens: cacheRead },
    { label: 'Written to cache', tokens: cacheWrite },
    { label: 'Output', tokens: output },
    { label: 'Reasoning', tokens: reasoning },
  ].filter(({ label, tokens }) => tokens > 0 || label === 'Input' || label === 'Output')
}

/** All tokens of an answer. */
export const allTokens = (totals: Totals): number =>
  countsOf(totals).reduce((all, { tokens }) => all + tokens, 0)
