import type { WireError } from './errors'
import type { OperationInput, OperationName, OperationOutput } from './operations'

/** Channel of operation calls (invoke). */
export const CALL_CHANNEL = 'wheelhouse:call'
/** Channel on which a page asks for its event port and on which main posts it. */
export const EVENTS_CHANNEL = 'wheelhouse:events'
/**
 * On which main names a command that a person chose in the menu. The page gets it as a `message`
 * event of its window with data `{type: COMMAND_CHANNEL, id}`.
 */
export const COMMAND_CHANNEL = 'wheelhouse:command'

declare const what: unique symbol

/** JSON of a `T`; empty when `T` is nothing. */
export type JsonOf<T> = string & { readonly [what]?: T }

/**
 * What an operation answers at the IPC door; `seq` as in OperationContext. The value goes as text: on
 * its way to the page objects are copied twice, by Electron and by the context bridge, property by
 * property, which takes four times as long for a hundred sessions.
 */
export type CallResult<N extends OperationName> =
  | { ok: true; json: JsonOf<OperationOutput<N>>; seq?: number }
  | { ok: false; error: WireError }

/** @returns the JSON of a value that an operation answers with */
export const toJson = <T>(value: T): JsonOf<T> => JSON.stringify(value) ?? ''

/** @returns the value behind the JSON. @throws SyntaxError when it is none */
export const fromJson = <T>(json: JsonOf<T>): T => (json === '' ? undefined : JSON.parse(json)) as T

/** What the preload exposes to the page as `window.wheelhouse`: no channel, no ipcRenderer. */
export interface Bridge {
  /** Calls one operation of the table. Never rejects for a refusal: see {@link CallResult}. */
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<CallResult<N>>
  /**
   * Asks main for this page's event port. It arrives as a `message` event of the window with
   * data `{type: EVENTS_CHANNEL, nonce}` and the port. Asking again closes the port before.
   */
  openEvents(nonce: string): void
  /** Where a file that the person dropped here or pasted lies; empty when it is on no disk. */
  pathOf(file: File): string
  readonly platform: string
  readonly version: string
}

declare global {
  interface Window {
    /** Absent when the page runs in a plain browser. */
    readonly wheelhouse?: Bridge
  }
}
