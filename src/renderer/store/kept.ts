import type { Choice, ChoicesState, ModelRef } from './choices'
import { type AttachmentRef, type Draft, EMPTY_DRAFT, type Mention } from './drafts'
import type { HistoryEntry } from './prompt-history'
import type { QueuedMessage } from './queue'

// What is written down, and how it is read again. Whatever else stands there, from an earlier
// version or from a person's hand, is left out.

const KEPT_DRAFTS = 50
/** In characters. Longer ones live as long as the window. */
const LONGEST_DRAFT = 200_000

type Fields = Record<string, unknown>
export type DraftEntry = readonly [sessionID: string, draft: Draft]
export type QueueEntry = readonly [
  sessionID: string,
  messages: readonly Omit<QueuedMessage, 'id'>[],
]

/** A draft without the content of what is attached, which is too much for here: see kept-files.ts. */
function keptDraft({ text, isShell, attachments, mentions, missing }: Draft): Fields {
  const refs = attachments.map(({ url: _, ...ref }) => ref)
  return { text, isShell, mentions, missing: [...missing, ...refs] }
}

/** The drafts, as they are written down: the ones changed last. */
export const keepDrafts = (drafts: ReadonlyMap<string, Draft>): unknown =>
  [...drafts]
    .filter(([, { text }]) => text.length <= LONGEST_DRAFT)
    .slice(-KEPT_DRAFTS)
    .map(([sessionID, draft]) => [sessionID, keptDraft(draft)])

export const readDrafts = (kept: unknown): DraftEntry[] =>
  pairsOf(kept).flatMap(([sessionID, value]) => {
    const draft = readDraft(value)
    return draft ? [[sessionID, draft] as const] : []
  })

/** What is queued, as it is written down. */
export const keepQueue = (queue: ReadonlyMap<string, readonly QueuedMessage[]>): unknown =>
  [...queue].map(([sessionID, messages]) => [
    sessionID,
    messages.map(({ draft, isHeld }) => ({ draft: keptDraft(draft), isHeld })),
  ])

/** What lost its attachments is held: it would say something else without them. */
export const readQueue = (kept: unknown): QueueEntry[] =>
  pairsOf(kept).map(([sessionID, value]) => {
    const messages = listOf(value).flatMap((message) => {
      const draft = isFields(message) ? readDraft(message.draft) : undefined
      if (!draft || !isFields(message)) return []
      return [{ draft, isHeld: message.isHeld === true || draft.missing.length > 0 }]
    })
    return [sessionID, messages] as const
  })

export const readHistory = (kept: unknown): HistoryEntry[] =>
  listOf(kept).flatMap((entry) => {
    if (!isFields(entry) || typeof entry.sessionID !== 'string') return []
    const draft = readDraft(entry)
    if (!draft) return []
    const { text, isShell, mentions } = draft
    return [{ sessionID: entry.sessionID, text, isShell, mentions }]
  })

export function readChoices(kept: unknown): ChoicesState {
  const { sessions, preset, recent } = isFields(kept) ? kept : {}
  const bySession = Object.entries(isFields(sessions) ? sessions : {})
  return {
    sessions: Object.fromEntries(bySession.map(([id, choice]) => [id, readChoice(choice)])),
    preset: readChoice(preset),
    recent: listOf(recent).filter(isModelRef),
  }
}

function readChoice(value: unknown): Choice {
  if (!isFields(value)) return {}
  const { model, agent, variant } = value
  return {
    ...(isModelRef(model) && { model }),
    ...(typeof agent === 'string' && { agent }),
    ...(typeof variant === 'string' && { variant }),
  }
}

function readDraft(value: unknown): Draft | undefined {
  if (!isFields(value) || typeof value.text !== 'string') return undefined
  return {
    ...EMPTY_DRAFT,
    text: value.text,
    isShell: value.isShell === true,
    mentions: listOf(value.mentions).filter(isMention),
    missing: listOf(value.missing).filter(isRef),
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const pairsOf = (value: unknown): [string, unknown][] =>
  listOf(value).filter(
    (it): it is [string, unknown] => Array.isArray(it) && typeof it[0] === 'string',
  )

const isModelRef = (value: unknown): value is ModelRef =>
  isFields(value) && typeof value.providerID === 'string' && typeof value.modelID === 'string'

const isRef = (value: unknown): value is AttachmentRef =>
  isFields(value) &&
  typeof value.id === 'string' &&
  typeof value.name === 'string' &&
  typeof value.mime === 'string' &&
  typeof value.size === 'number'

const isMention = (value: unknown): value is Mention =>
  isFields(value) &&
  typeof value.value === 'string' &&
  (value.kind === 'file'
    ? typeof value.path === 'string'
    : value.kind === 'agent' && typeof value.name === 'string')
