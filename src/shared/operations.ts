import type { z } from 'zod'
import { askOperations } from './ask-operations'
import { browserOperations } from './browser-operations'
import { desktopOperations } from './desktop-operations'
import { engineOperations } from './engine-operations'
import type { Operation } from './operation'
import { processOperations } from './process-operations'
import { projectOperations } from './project-operations'
import { providerOperations } from './provider-operations'
import { sessionOperations } from './session-operations'
import { undoOperations } from './undo-operations'

export type { HttpMethod, Operation } from './operation'

/**
 * The one table: every operation, its schemas and its route. IPC handlers, the bridge's types,
 * Express routes, validation and OpenAPI come from it.
 */
export const operations = {
  ...engineOperations,
  ...sessionOperations,
  ...processOperations,
  ...undoOperations,
  ...askOperations,
  ...providerOperations,
  ...projectOperations,
  ...browserOperations,
  ...desktopOperations,
} satisfies Record<string, Operation>

export type OperationName = keyof typeof operations
/** What a caller passes, before defaults. */
export type OperationInput<N extends OperationName> = z.input<(typeof operations)[N]['input']>
/** What a handler gets, validated. */
export type OperationParsed<N extends OperationName> = z.output<(typeof operations)[N]['input']>
export type OperationOutput<N extends OperationName> = z.output<(typeof operations)[N]['output']>

/** What a handler may tell its transport beside the output. */
export interface OperationContext {
  /** Ends when the caller is gone. */
  signal: AbortSignal
  /**
   * Where to follow the event stream from after this answer: what came up to this event is in it,
   * exactly, so that following neither misses nor repeats text. Set by handlers whose answer
   * overlaps with the stream.
   */
  seq?: number
}

/** One handler for each operation; `satisfies Handlers` fails to compile when one is missing. */
export type Handlers = {
  [N in OperationName]: (
    input: OperationParsed<N>,
    context: OperationContext,
  ) => Promise<OperationOutput<N>>
}

export const isOperationName = (name: unknown): name is OperationName =>
  typeof name === 'string' && Object.hasOwn(operations, name)
