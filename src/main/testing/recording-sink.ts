import type { ResyncReason } from '../../shared/events'
import type { Batch, Sink } from '../events/hub'

/** A sink that keeps what it is given. */
export interface RecordingSink extends Sink {
  readonly batches: Batch[]
  readonly resyncs: { seq: number; reason: ResyncReason }[]
  /** Everything in order: the text of each event, and `resync <seq> <reason>`. */
  readonly seen: string[]
  /** Whether it takes more after each write; true at first. */
  takesMore: boolean
  /** Runs in the middle of the next write, once. */
  onceWritten: (() => void) | undefined
}

export function recordingSink(): RecordingSink {
  const written = (...lines: string[]) => {
    sink.seen.push(...lines)
    const { onceWritten } = sink
    sink.onceWritten = undefined
    onceWritten?.()
    return sink.takesMore
  }
  const sink: RecordingSink = {
    batches: [],
    resyncs: [],
    seen: [],
    takesMore: true,
    onceWritten: undefined,
    batch(batch) {
      sink.batches.push(batch)
      return written(...batch.events.map((event) => event.text))
    },
    resync(seq, reason) {
      sink.resyncs.push({ seq, reason })
      return written(`resync ${seq} ${reason}`)
    },
  }
  return sink
}
