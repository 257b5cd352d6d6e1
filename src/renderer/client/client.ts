import type { StreamFrame } from '../../shared/events'
import type { OperationInput, OperationName, OperationOutput } from '../../shared/operations'

/** What an operation answered; with `seq` it holds everything up to that event of the stream. */
export interface Answer<N extends OperationName> {
  value: OperationOutput<N>
  seq: number | undefined
}

export type HelloFrame = Extract<StreamFrame, { kind: 'hello' }>
export type ResyncFrame = Extract<StreamFrame, { kind: 'resync' }>

/** What receives the event stream, in order. No member may throw. */
export interface EventSink {
  /** The stream begins, or begins again, after event `seq`. */
  hello(frame: HelloFrame): void
  /**
   * Events were lost: what was fetched before is stale. The stream goes on after `seq`.
   * @param applied to be called once the state says so, so that main sends more
   */
  resync(frame: ResyncFrame, applied: () => void): void
  /**
   * The next events, without a gap.
   * @param first sequence number of `events[0]`; the others follow by one
   * @param events envelopes as they came, not yet checked
   * @param applied to be called once they are in the state, so that main sends more
   */
  batch(first: number, events: readonly unknown[], applied: () => void): void
  /** The stream broke; it is being opened again. */
  lost(): void
}

/** The page's only way out: the same for every transport. */
export interface Client {
  /**
   * Calls one operation of the contract.
   * @throws AppError with a sentence for a person, whatever went wrong
   */
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<Answer<N>>
  /**
   * Follows the event stream until the returned function is called, across reconnects.
   * @returns ends it
   */
  follow(sink: EventSink): () => void
}
