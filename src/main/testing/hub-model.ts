import { expect } from 'vitest'
import type { ResyncReason } from '../../shared/events'
import type { RingLimits } from '../events/ring'

/** An event as the model knows it. */
export interface ModelEvent {
  type: string
  text: string
}

/** What tells two events apart; comparing the texts themselves would take most of the time. */
export const label = (text: string) => `${text.slice(0, text.indexOf(':'))} of ${text.length}`
export const sizeOf = (texts: readonly string[]) =>
  texts.reduce((sum, { length }) => sum + length, 0)

/** Everything that was ever published, and what of it a ring of these limits has to keep. */
export class HubModel {
  /** By sequence number; a cut is a number without an event. */
  readonly events = new Map<number, ModelEvent>()
  readonly cuts: number[] = []
  readonly #limits: RingLimits
  #kept: number[] = []
  seq = 0

  constructor(limits: RingLimits) {
    this.#limits = limits
  }

  /**
   * Adds an event.
   * @param make gives it, by its sequence number; its text is ASCII and begins with `<n>:`
   */
  publish(make: (seq: number) => ModelEvent): ModelEvent {
    this.seq += 1
    const event = make(this.seq)
    this.events.set(this.seq, event)
    this.#kept.push(this.seq)
    while (
      this.#kept.length > this.#limits.count ||
      (sizeOf(this.keptTexts) > this.#limits.bytes && this.#kept.length > 1)
    ) {
      this.#kept.shift()
    }
    return event
  }

  cut(): void {
    this.seq += 1
    this.cuts.push(this.seq)
    this.#kept = []
  }

  get kept(): readonly number[] {
    return this.#kept
  }

  get keptTexts(): string[] {
    return this.#kept.map((seq) => this.events.get(seq)?.text ?? '')
  }

  /** The texts from one number to another that a sink which wants only one type must see. */
  slice(first: number, last: number, wanted: string | undefined): string[] {
    const texts: string[] = []
    for (let seq = first; seq <= last; seq += 1) {
      const event = this.events.get(seq)
      if (event && (!wanted || event.type === wanted)) texts.push(event.text)
    }
    return texts
  }
}

/** What one client is sent, checked against the model as it is sent. */
export class CheckedStream {
  constructor(
    readonly model: HubModel,
    /** Everything up to this number was sent, was not wanted, or was made up for by a resync. */
    public at: number,
    readonly wanted?: string,
  ) {}

  /** Events up to `last` are sent: they must be a contiguous copy. */
  events(last: number, texts: readonly string[]): void {
    const { model, at, wanted } = this
    expect(last).toBeGreaterThan(at)
    expect(texts.map(label)).toEqual(model.slice(at + 1, last, wanted).map(label))
    expect(model.cuts.filter((seq) => seq > at && seq <= last)).toEqual([])
    this.at = last
  }

  /** A resync is sent: only when something is really missing, and to where the hub has come. */
  resync(seq: number, reason: ResyncReason): void {
    const { model, at } = this
    const cut = model.cuts.some((number) => number > at)
    const missing = (model.kept[0] ?? model.seq + 1) > at + 1
    expect({ reason, missing, seq }).toEqual({
      reason: cut ? 'upstream' : 'overtaken',
      missing: true,
      seq: model.seq,
    })
    this.at = seq
  }
}
