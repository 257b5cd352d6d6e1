import type { Message, Session } from '../../shared/engine-types'

/** Tokens by what they are for, as the engine counts them. */
export interface TokenCounts {
  readonly input: number
  readonly output: number
  readonly reasoning: number
  readonly cacheRead: number
  readonly cacheWrite: number
}

/** What is told of a session's context, and of what it cost. */
export interface ContextUse {
  /** The model of the last answer, else that of the session. */
  readonly model: { readonly providerID: string; readonly modelID: string } | undefined
  readonly agent: string | undefined
  /** Of the last answer that counted any; all of them were in the window. */
  readonly last: TokenCounts | undefined
  /** Tokens in the window; undefined while that is not known: before an answer, after a compaction. */
  readonly used: number | undefined
  /** Whether the history was compacted after the last answer. */
  readonly isCompacted: boolean
  /** Of the whole session, or of what is here. */
  readonly total: TokenCounts
  /** In US dollars; undefined when nobody told a price. */
  readonly cost: number | undefined
  /** Whether `total` and `cost` hold only the messages that are here. */
  readonly isPartial: boolean
  /** Whether there are messages that are not here: what is counted is the least there is. */
  readonly isCut: boolean
  readonly said: number
  readonly answers: number
  readonly compactions: number
}

type Answer = Extract<Message, { role: 'assistant' }>
type EngineTokens = NonNullable<Session['tokens']>

const NONE: TokenCounts = { input: 0, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0 }

/**
 * What the messages and the session tell.
 * @param messages oldest first
 * @param isWhole whether these are all messages of the session
 * @param isPriced whether the model has a price: a cost of 0 is then a cost
 */
export function contextUse(
  messages: readonly Message[],
  session: Session | undefined,
  isWhole: boolean,
  isPriced: boolean,
): ContextUse {
  const answers = messages.filter((it): it is Answer => it.role === 'assistant')
  const counted = answers.filter(({ tokens }) => tokens && sumOf(readTokens(tokens)) > 0)
  const last = counted.at(-1)
  const lastTokens = last && readTokens(last.tokens)
  const isCompacted = last?.summary === true
  const newest = answers.at(-1)
  const own = session?.tokens && readTokens(session.tokens)
  // The engine keeps the session's own sums (opencode 1.18); older ones are added up here.
  const hasSums = own !== undefined && (sumOf(own) > 0 || counted.length === 0)
  const cost = hasSums ? session?.cost : answers.reduce((sum, { cost = 0 }) => sum + cost, 0)
  return {
    model: newest
      ? { providerID: newest.providerID, modelID: newest.modelID }
      : session?.model && { providerID: session.model.providerID, modelID: session.model.id },
    agent: newest?.agent ?? session?.agent,
    last: lastTokens,
    used: lastTokens && !isCompacted ? sumOf(lastTokens) : undefined,
    isCompacted,
    total: hasSums ? own : counted.map(({ tokens }) => readTokens(tokens)).reduce(add, NONE),
    cost: cost !== undefined && (cost > 0 || isPriced) ? cost : undefined,
    isPartial: !hasSums && !isWhole,
    isCut: !isWhole,
    said: messages.length - answers.length,
    answers: answers.length,
    compactions: answers.filter((it) => it.summary && it.time.completed !== undefined).length,
  }
}

/** All tokens together. */
export const sumOf = (it: TokenCounts): number =>
  it.input + it.output + it.reasoning + it.cacheRead + it.cacheWrite

/** The engine's counts; what it leaves out counts as none. */
export function readTokens(tokens: Partial<EngineTokens>): TokenCounts {
  const { input = 0, output = 0, reasoning = 0, cache } = tokens
  return { input, output, reasoning, cacheRead: cache?.read ?? 0, cacheWrite: cache?.write ?? 0 }
}

/** The sums of both. */
export const add = (a: TokenCounts, b: TokenCounts): TokenCounts => ({
  input: a.input + b.input,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite: a.cacheWrite + b.cacheWrite,
})

/** What the sub-agents of a session used, as the engine counts it in their own sessions. */
export function childrenUse(children: readonly Session[]) {
  const tokens = children.map((child) => readTokens(child.tokens ?? {})).reduce(add, NONE)
  const cost = children.reduce((sum, child) => sum + (child.cost ?? 0), 0)
  return { count: children.length, tokens, cost }
}
