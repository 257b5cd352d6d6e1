import type { WireError } from './errors'
import type { OperationInput, OperationName, OperationOutput } from './operations'

/** Channel of operation calls (invoke). */
export const CALL_CHANNEL = 'wheelhouse:call'
/** Channel on which a page asks for its event port and on which main posts it. */
export const EVENTS_CHANNEL = 'wheelhouse:events'

/** What an operation answers at the IPC door; `seq` as in OperationContext. */
export type CallResult<N extends OperationName> =
  | { ok: true; value: OperationOutput<N>; seq?: number }
  | { ok: false; error: WireError }

/** What the preload exposes to the page as `window.wheelhouse`: no channel, no ipcRenderer. */
export interface Bridge {
  /** Calls one operation of the table. Never rejects for a refusal: see {@link CallResult}. */
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<CallResult<N>>
  /**
   * Asks main for this page's event port. It arrives as a `message` event of the window with
   * data `{type: EVENTS_CHANNEL, nonce}` and the port. Asking again closes the port before.
   */
  openEvents(nonce: string): void
  readonly platform: string
  readonly version: string
}

declare global {
  interface Window {
    /** Absent when the page runs in a plain browser. */
    readonly wheelhouse?: Bridge
  }
}
