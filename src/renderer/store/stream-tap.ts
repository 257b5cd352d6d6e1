import type { ResyncReason } from '../../shared/events'

/** Something that listens to all that the stream brings, after the store applied it. */
export interface StreamTap {
  /** The stream begins, or begins again, after event `seq`. */
  hello(seq: number): void
  /** Events were lost; it goes on after `seq`. */
  resync(seq: number, reason: ResyncReason): void
  /** The next events, of which the first has the number `first`: envelopes as they came. */
  batch(first: number, envelopes: readonly unknown[]): void
  /** The stream broke. */
  lost(): void
}

/** Those who listen now; mostly nobody, which costs nothing. */
export class StreamTaps implements StreamTap {
  readonly #taps = new Set<StreamTap>()

  /** @returns ends it */
  add(tap: StreamTap): () => void {
    this.#taps.add(tap)
    return () => this.#taps.delete(tap)
  }

  hello(seq: number): void {
    for (const tap of this.#taps) tap.hello(seq)
  }

  resync(seq: number, reason: ResyncReason): void {
    for (const tap of this.#taps) tap.resync(seq, reason)
  }

  batch(first: number, envelopes: readonly unknown[]): void {
    for (const tap of this.#taps) tap.batch(first, envelopes)
  }

  lost(): void {
    for (const tap of this.#taps) tap.lost()
  }
}
